//! What every action gets: database, verifier, clock and rules. `now` is read once, at the top of each action.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use domain::application::Applications;
use domain::id::{OrganisationId, RoleId};
use domain::password::PasswordRule;
use domain::permission::{self, Rights};
use domain::time::Timestamp;
use domain::user::Role;
use store::rules::Rules as Policies;
use store::{Db, Tx};
use verifier::Verifier;
use verifier::totp::Window;

use crate::admin::set_up::Link;
use crate::audit_chain::Watches;
use crate::by_generation::ByGeneration;
use crate::check_access::{Doors, doors};
use crate::directory::Reach;
use crate::error::{Error, broken};
use crate::mail_bell::MailBell;
use crate::organisations::{Hosts, Organisations};
use crate::session_cache::SessionCache;
use crate::visit::Organisation;

/// Tells the time. The program's own reads the machine's clock; tests and the demo push theirs forward.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// What the settings say about sign-in.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Accept the present TOTP step alone, without the one before and after.
    pub strict_codes: bool,
    /// What is asked of new passwords, until an organisation asks something else.
    pub password: PasswordRule,
    /// What the host name of a request decides.
    pub hosts: Hosts,
    /// Host of the organisation whose `SuperUsers` are the operators of this installation; none for no operators.
    pub operator_host: Option<String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { strict_codes: false, password: PasswordRule::default(), hosts: Hosts::Any, operator_host: None }
    }
}

/// The handle that every action takes. Cheap to clone.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

struct Inner {
    db: Db,
    verifier: Verifier,
    clock: Arc<dyn Clock>,
    rules: Rules,
    sessions: SessionCache,
    doors: Doors,
    organisations: RwLock<Arc<Organisations>>,
    policies: RwLock<HashMap<OrganisationId, Arc<Policies>>>,
    applications: ByGeneration<Applications>,
    api_keys: ByGeneration<Vec<store::api_key::Known>>,
    api_counts: crate::module::Counts,
    relying_parties: ByGeneration<Vec<Arc<store::relying_party::Known>>>,
    radius_clients: ByGeneration<Vec<store::radius_client::Known>>,
    radius_notes: crate::radius::Notes,
    signing_keys: ByGeneration<crate::oidc::keys::Keys>,
    own_roles: RwLock<HashMap<RoleId, Rights>>,
    reach: Reach,
    password_directories: ByGeneration<Vec<store::directory::Directory>>,
    noted: Mutex<HashSet<OrganisationId>>,
    watches: Watches,
    mail: MailBell,
    set_up: Mutex<Option<Link>>,
}

/// What [`Ctx::write`] runs: a transaction over an input that it borrows.
pub(crate) type Work<'t, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

impl Ctx {
    /// Puts the parts together and reads the organisations.
    pub async fn new(db: Db, verifier: Verifier, clock: Arc<dyn Clock>, rules: Rules) -> Result<Self, Error> {
        let ctx = Self(Arc::new(Inner {
            db,
            verifier,
            clock,
            rules,
            sessions: SessionCache::new(),
            doors: doors(),
            organisations: RwLock::default(),
            policies: RwLock::new(HashMap::new()),
            applications: ByGeneration::default(),
            api_keys: ByGeneration::default(),
            api_counts: crate::module::Counts::default(),
            relying_parties: ByGeneration::default(),
            radius_clients: ByGeneration::default(),
            radius_notes: crate::radius::Notes::default(),
            signing_keys: ByGeneration::default(),
            own_roles: RwLock::default(),
            reach: Reach::default(),
            password_directories: ByGeneration::default(),
            noted: Mutex::default(),
            watches: Watches::default(),
            mail: MailBell::default(),
            set_up: Mutex::new(None),
        }));
        ctx.reload().await?;
        Ok(ctx)
    }

    /// The present moment. Call it once, at the top of an action.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The settings about sign-in.
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// The database, for the program's own checks and for tests.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// What touches secret bytes.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// The people at the doors of other applications that were looked at.
    pub(crate) fn doors(&self) -> &Doors {
        &self.0.doors
    }

    pub(crate) fn sessions(&self) -> &SessionCache {
        &self.0.sessions
    }

    pub(crate) fn window(&self) -> Window {
        if self.0.rules.strict_codes { Window::Strict } else { Window::OneEitherSide }
    }

    /// The organisations of this installation.
    pub fn organisations(&self) -> Arc<[Arc<Organisation>]> {
        self.known_organisations().all.clone()
    }

    fn known_organisations(&self) -> Arc<Organisations> {
        self.0.organisations.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The organisation that a host name belongs to, as [`Rules::hosts`] says.
    pub fn organisation_of_host(&self, host: &str) -> Option<Arc<Organisation>> {
        self.known_organisations().of_host(host, self.0.rules.hosts)
    }

    /// Whether the `SuperUsers` of an organisation are the operators of this installation.
    pub fn is_operators(&self, organisation: &Organisation) -> bool {
        self.0.rules.operator_host.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(&organisation.host))
    }

    /// Reads organisations and generations anew: at start, after a change, and as the upkeep finds a change of another
    /// process.
    pub async fn reload(&self) -> Result<(), Error> {
        let generations = store::organisation::generations(&self.0.db).await?;
        let read = Organisations::read(&self.0.db, &self.0.rules.password).await?;
        *self.0.organisations.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        let roles = store::role::rights_of_all(&self.0.db).await?.into_iter().collect();
        *self.0.own_roles.write().unwrap_or_else(PoisonError::into_inner) = roles;
        for (org, generation) in generations {
            self.0.sessions.saw_generation(org, generation);
        }
        Ok(())
    }

    /// What stands in the menu of someone with this role, as it was last read. Nothing is permitted by it: an act looks at
    /// the role itself.
    pub fn menu_rights(&self, role: Role) -> Rights {
        match role {
            Role::Own(id) => {
                let known = self.0.own_roles.read().unwrap_or_else(PoisonError::into_inner);
                known.get(&id).copied().unwrap_or_default()
            }
            built_in => permission::built_in(built_in).unwrap_or_default(),
        }
    }

    /// Policies and selections of an organisation, as they were last read. Whoever decides by them looks whether they are
    /// the ones that count now; [`Ctx::reload_policies`] reads them anew.
    pub(crate) async fn policies(&self, org: OrganisationId) -> Result<Arc<Policies>, Error> {
        let known = self.0.policies.read().unwrap_or_else(PoisonError::into_inner).get(&org).cloned();
        match known {
            Some(policies) => Ok(policies),
            // Apart, so that whoever finds them carries nothing of it.
            None => Box::pin(self.reload_policies(org)).await,
        }
    }

    /// Reads policies and selections anew.
    pub(crate) async fn reload_policies(&self, org: OrganisationId) -> Result<Arc<Policies>, Error> {
        let read = Arc::new(store::rules::load(&self.0.db, org).await?);
        let mut all = self.0.policies.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(org, read.clone());
        Ok(read)
    }

    /// The applications of an organisation that count now.
    pub async fn applications(&self, org: OrganisationId) -> Result<Arc<Applications>, Error> {
        let read = || async { Ok(Applications::new(store::application::list(&self.0.db, org).await?)) };
        self.0.applications.current(&self.0.sessions, org, read).await
    }

    /// The keys of the API that count now.
    pub(crate) async fn api_keys(&self, org: OrganisationId) -> Result<Arc<Vec<store::api_key::Known>>, Error> {
        let read = || async { Ok(store::api_key::list(&self.0.db, org).await?) };
        self.0.api_keys.current(&self.0.sessions, org, read).await
    }

    /// The relying parties that count now.
    pub(crate) async fn relying_parties(
        &self,
        org: OrganisationId,
    ) -> Result<Arc<Vec<Arc<store::relying_party::Known>>>, Error> {
        let read = || async {
            let all = store::relying_party::list(&self.0.db, org).await?;
            Ok(all.into_iter().map(Arc::new).collect())
        };
        self.0.relying_parties.current(&self.0.sessions, org, read).await
    }

    /// The devices that may ask by RADIUS now.
    pub(crate) async fn radius_clients(
        &self,
        org: OrganisationId,
    ) -> Result<Arc<Vec<store::radius_client::Known>>, Error> {
        let read = || async { Ok(store::radius_client::list(&self.0.db, org).await?) };
        self.0.radius_clients.current(&self.0.sessions, org, read).await
    }

    /// What was lately noted of them.
    pub(crate) fn radius_notes(&self) -> &crate::radius::Notes {
        &self.0.radius_notes
    }

    /// The keys that sign what relying parties are told.
    pub async fn signing_keys(&self, org: OrganisationId) -> Result<Arc<crate::oidc::keys::Keys>, Error> {
        let read = || crate::oidc::keys::Keys::load(self, org);
        self.0.signing_keys.current(&self.0.sessions, org, read).await
    }

    /// What the program has of directories while it runs.
    pub(crate) fn reach(&self) -> &Reach {
        &self.0.reach
    }

    /// The directories that count now whose people sign in with the password that they have there.
    pub(crate) async fn password_directories(
        &self,
        org: OrganisationId,
    ) -> Result<Arc<Vec<store::directory::Directory>>, Error> {
        let read = || async {
            let all = store::directory::list(&self.0.db, org).await?;
            Ok(all.into_iter().filter(|one| one.passwords).collect())
        };
        self.0.password_directories.current(&self.0.sessions, org, read).await
    }

    /// How often each key of the API was used.
    pub(crate) fn api_counts(&self) -> &crate::module::Counts {
        &self.0.api_counts
    }

    /// Runs a transaction over `input`; what it did is durable when this answers.
    pub(crate) async fn write<I, T, F>(&self, input: I, job: F) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.0.mail.after(self.0.db.write_with(input, job)).await
    }

    /// The same without waiting for the disk; see [`Db::write_soon`] for what may be written so.
    pub(crate) async fn write_soon<I, T, F>(&self, input: I, job: F) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.0.mail.after(self.0.db.write_soon(input, job)).await
    }

    /// The same for short jobs that many ask at once; see [`Db::write_together`].
    pub(crate) async fn write_together<I, T, F>(&self, input: I, job: F) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.0.mail.after(self.0.db.write_together(input, job)).await
    }

    /// The same for a change that takes something away or demands more: every cached session is looked at anew.
    pub(crate) async fn write_and_refresh<I, T, F>(&self, org: OrganisationId, input: I, job: F) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> Work<'t, T> + Send + Sync + 'static,
    {
        let job = Arc::new(job);
        let (done, generation) = self
            .write((input, job, org), |tx, (input, job, org)| {
                Box::pin(async move {
                    let done = job(tx, input).await?;
                    let generation = store::organisation::bump_generation(tx, *org).await?;
                    Ok((done, generation))
                })
            })
            .await?;
        self.0.sessions.saw_generation(org, generation);
        Ok(done)
    }

    /// An event of this organisation is being kept: it gets its place in the log soon.
    pub(crate) fn noted(&self, org: OrganisationId) {
        self.0.noted.lock().unwrap_or_else(PoisonError::into_inner).insert(org);
    }

    /// The organisations of which events were kept since this was last asked.
    pub(crate) fn take_noted(&self) -> HashSet<OrganisationId> {
        std::mem::take(&mut *self.0.noted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is known of the logs that were looked through.
    pub(crate) fn watches(&self) -> &Watches {
        &self.0.watches
    }

    /// A change that is not committed yet writes a message: whatever sends it is told when it is.
    pub(crate) fn writes_mail(&self) {
        self.0.mail.written();
    }

    /// Messages may wait whose time has come.
    pub(crate) fn look_for_mail(&self) {
        self.0.mail.ring();
    }

    /// The link of the set-up, where one works.
    pub(crate) fn link(&self) -> MutexGuard<'_, Option<Link>> {
        self.0.set_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_link(&self, link: Option<Link>) {
        *self.link() = link;
    }

    /// Waits until a message was written, for whatever sends them.
    pub async fn mail_waiting(&self) {
        self.0.mail.rang().await;
    }

    /// A new identifier, in the order of time.
    pub(crate) fn new_id(&self, now: Timestamp) -> [u8; 16] {
        self.0.verifier.new_id(now.micros().div_euclid(1000))
    }

    /// Whether the database can be read and written right now.
    pub async fn db_ready(&self) -> Result<(), Error> {
        Ok(self.0.db.ping().await?)
    }

    /// The only organisation, for the command line of an installation that has one.
    pub fn only_organisation(&self) -> Result<Arc<Organisation>, Error> {
        match &*self.organisations() {
            [only] => Ok(only.clone()),
            [] => Err(Error::Refused("there is no organisation yet: run `tweestap setup` first".into())),
            _ => Err(Error::Refused("there are several organisations: say which with --organisation HOST".into())),
        }
    }

    /// The organisation with this host name, for the command line.
    pub fn organisation_named(&self, host: &str) -> Result<Arc<Organisation>, Error> {
        let all = self.organisations();
        all.iter().find(|one| one.host.eq_ignore_ascii_case(host)).cloned().ok_or_else(|| {
            let hosts: Vec<&str> = all.iter().map(|one| one.host.as_str()).collect();
            Error::Refused(format!("there is no organisation `{host}`; there are: {}", hosts.join(", ")))
        })
    }

    /// Proves that the keys given are the ones that sealed the data, and notes them where the data is new.
    pub async fn check_keys(&self, org: OrganisationId) -> Result<(), Error> {
        let known = store::organisation::key_checks(&self.0.db, org).await?;
        for check in &known {
            self.0.verifier.keys().matches(check).map_err(|wrong| Error::Refused(wrong.to_string()))?;
        }
        let check = self.0.verifier.keys().check_value();
        if known.contains(&check) {
            return Ok(());
        }
        self.write((org, check), |tx, (org, check)| {
            Box::pin(async move { Ok(store::organisation::add_key_check(tx, *org, check).await?) })
        })
        .await
    }

    /// A person that must exist.
    pub(crate) async fn user(&self, org: OrganisationId, user: domain::id::UserId) -> Result<store::user::User, Error> {
        store::user::find(&self.0.db, org, user).await?.ok_or_else(|| broken("a person vanished"))
    }
}

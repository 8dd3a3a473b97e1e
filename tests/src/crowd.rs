//! People put straight into the store, many at a time: one password hash for all, apps whose keys the test knows, half
//! sign-ins, sessions and codes under tokens of the test's own. Neighbour: [`crate::seat`] brings them into a browser.

use std::sync::Arc;

use actions::{Ctx, Organisation};
use anyhow::{Context as _, Result};
use domain::assurance::{Proof, ProofKind};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, SessionId, UserId};
use domain::policy::SessionFacts;
use domain::session::{HALF_SIGN_IN, SessionTerms};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use store::authenticator::NewAuthenticator;
use store::enrolment_code::{EnrolmentCode, WhichCode};
use store::half_sign_in::HalfSignIn;
use store::session::Session;
use store::user::NewUser;
use store::{Db, Tx};
use verifier::code::CodePlace;
use verifier::totp::{Secret, step_at};
use verifier::{Place, Verifier};

/// The password of everyone here.
pub const PASSWORD: &str = "korenbloem-fiets-27";

/// Someone of the crowd.
#[derive(Clone, Debug)]
pub struct Member {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub name: String,
    /// The only e-mail address, nobody else's.
    pub address: String,
}

/// An app of a member, as the phone knows it.
#[derive(Clone)]
pub struct App {
    /// Identity.
    pub id: AuthenticatorId,
    /// The key.
    pub secret: Secret,
}

/// A recovery code of one person, with the row that knows it. Others may be given the row: they have a code then, which
/// opens nothing.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// As it is typed.
    pub text: String,
    /// Selector and hash.
    pub row: (String, String),
}

/// Where people are put.
#[derive(Clone)]
pub struct Crowd {
    db: Db,
    verifier: Verifier,
    org: OrganisationId,
    password_hash: Arc<str>,
}

impl Crowd {
    /// A crowd in a running house.
    pub async fn of(ctx: &Ctx, organisation: &Organisation) -> Result<Self> {
        Self::new(ctx.db().clone(), ctx.verifier().clone(), organisation.id).await
    }

    /// A crowd in a database that is open here. The password is hashed once.
    pub async fn new(db: Db, verifier: Verifier, org: OrganisationId) -> Result<Self> {
        let password_hash = verifier.hash_password(PASSWORD).await?.into();
        Ok(Self { db, verifier, org, password_hash })
    }

    /// The same crowd where the database was opened anew.
    #[must_use]
    pub fn reopened(&self, db: Db) -> Self {
        Self { db, ..self.clone() }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The organisation.
    pub fn org(&self) -> OrganisationId {
        self.org
    }

    /// What makes and checks secrets.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    fn id(&self, now: Timestamp) -> [u8; 16] {
        self.verifier.new_id(now.micros() / 1000)
    }

    /// People under these names, in one transaction.
    pub async fn add(&self, names: &[String], now: Timestamp) -> Result<Vec<Member>> {
        let members: Vec<Member> = names
            .iter()
            .map(|name| Member {
                id: UserId::from_bytes(self.id(now)),
                name: name.clone(),
                address: format!("{name}@waterland.example"),
            })
            .collect();
        let rows: Vec<NewUser> = members.iter().map(|member| self.row(member)).collect();
        self.write((self.org, rows, now), |tx, (org, rows, now)| {
            Box::pin(async move {
                for row in rows {
                    store::user::insert(tx, *org, row, *now).await?;
                }
                store::policy::fix_duties(tx, *org, *now).await?;
                Ok(())
            })
        })
        .await?;
        Ok(members)
    }

    /// One person.
    pub async fn add_one(&self, name: &str, now: Timestamp) -> Result<Member> {
        let mut added = self.add(&[name.to_owned()], now).await?;
        added.pop().context("nobody was added")
    }

    fn row(&self, member: &Member) -> NewUser {
        NewUser {
            id: member.id,
            user_name: member.name.clone(),
            display_name: format!("{} de Vries", member.name),
            language: Some("en".to_owned()),
            role: Role::Member,
            password_hash: Some(self.password_hash.to_string()),
            addresses: vec![member.address.clone()],
        }
    }

    /// An app for each of them; the codes of the present window count, none has been used.
    pub async fn give_apps(&self, users: &[UserId], now: Timestamp) -> Result<Vec<App>> {
        let mut apps = Vec::with_capacity(users.len());
        let mut rows = Vec::with_capacity(users.len());
        for user in users {
            let id = AuthenticatorId::from_bytes(self.id(now));
            let secret = self.verifier.new_totp_secret();
            // Sealed to person and app, as actions do it: what does not match cannot be opened there.
            let row = [user.bytes(), id.bytes()].concat();
            let place = Place { table: "authenticators", column: "sealed_secret", row: &row };
            let new = NewAuthenticator {
                id,
                kind: AuthenticatorKind::App,
                label: "Phone".to_owned(),
                sealed_secret: self.verifier.seal(place, secret.bytes())?,
                last_step: step_at(now.seconds()) - 2,
            };
            rows.push((*user, new));
            apps.push(App { id, secret });
        }
        self.write((self.org, rows, now), |tx, (org, rows, now)| {
            Box::pin(async move {
                for (user, new) in rows {
                    store::authenticator::insert(tx, *org, *user, new, *now).await?;
                }
                Ok(())
            })
        })
        .await?;
        Ok(apps)
    }

    /// An app for one person.
    pub async fn give_app(&self, user: UserId, now: Timestamp) -> Result<App> {
        let mut apps = self.give_apps(&[user], now).await?;
        apps.pop().context("no app was made")
    }

    /// A half sign-in for each of them, begun now; the tokens as cookies hold them.
    pub async fn halves(&self, users: &[UserId], now: Timestamp) -> Result<Vec<String>> {
        let mut tokens = Vec::with_capacity(users.len());
        let mut rows = Vec::with_capacity(users.len());
        for user in users {
            let token = self.verifier.new_token();
            tokens.push(token.text().to_string());
            let half = HalfSignIn {
                user: *user,
                started_at: now,
                expires_at: now.plus(HALF_SIGN_IN),
                return_to: None,
                proof: None,
                late_proved_at: None,
                platform: None,
            };
            rows.push((token.hash(), half));
        }
        self.write((self.org, rows), |tx, (org, rows)| {
            Box::pin(async move {
                for (hash, half) in rows {
                    store::half_sign_in::insert(tx, *org, *hash, half).await?;
                }
                Ok(())
            })
        })
        .await?;
        Ok(tokens)
    }

    /// A session for each of them, in which an app was proved just now.
    pub async fn sessions(&self, users: &[UserId], now: Timestamp) -> Result<Vec<String>> {
        let mut tokens = Vec::with_capacity(users.len());
        let mut rows = Vec::with_capacity(users.len());
        for user in users {
            let token = self.verifier.new_token();
            tokens.push(token.text().to_string());
            rows.push((token.hash(), proved(SessionId::from_bytes(self.id(now)), *user, now)));
        }
        self.write((self.org, rows), |tx, (org, rows)| {
            Box::pin(async move {
                for (hash, session) in rows {
                    store::session::insert(tx, *org, *hash, session).await?;
                }
                Ok(())
            })
        })
        .await?;
        Ok(tokens)
    }

    /// A recovery code of this person, to give.
    pub async fn recovery(&self, user: UserId) -> Result<Recovery> {
        let owner = [self.org.bytes(), user.bytes()].concat();
        let made = self.verifier.new_recovery_codes(&owner, 1, &[]).await?;
        let (code, hash) = made.into_iter().next().context("no code was made")?;
        Ok(Recovery { text: code.shown().to_string(), row: (code.selector().to_owned(), hash) })
    }

    /// Gives everyone the row of this recovery code.
    pub async fn give_recovery(&self, users: &[UserId], code: &Recovery, now: Timestamp) -> Result<()> {
        let input = (self.org, users.to_vec(), vec![code.row.clone()], now);
        self.write(input, |tx, (org, users, rows, now)| {
            Box::pin(async move {
                for user in users {
                    store::recovery_code::insert(tx, *org, *user, rows, *now).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// An e-mailed code for late enrolment in one half sign-in, as it is typed.
    pub async fn give_email_code(&self, user: UserId, half: &str, now: Timestamp) -> Result<String> {
        let half = verifier::token::hash(half).context("no token")?;
        let which = WhichCode::Emailed(half);
        let row = [user.bytes().as_slice(), half.as_slice()].concat();
        let (code, hash) = self.verifier.new_email_code(CodePlace { purpose: which.kind().word(), row: &row });
        self.give_code(user, which, hash.to_vec(), now).await?;
        Ok(code.shown().to_string())
    }

    /// A helpdesk pass for late enrolment, as it is typed.
    pub async fn give_pass(&self, user: UserId, now: Timestamp) -> Result<String> {
        let place = CodePlace { purpose: WhichCode::Pass.kind().word(), row: &user.bytes() };
        let (pass, hash) = self.verifier.new_helpdesk_pass(place);
        self.give_code(user, WhichCode::Pass, hash.to_vec(), now).await?;
        Ok(pass.shown().to_string())
    }

    async fn give_code(&self, user: UserId, which: WhichCode, hash: Vec<u8>, now: Timestamp) -> Result<()> {
        let code = EnrolmentCode { hash, made_at: now, expires_at: now.plus(HALF_SIGN_IN), sent_count: 1 };
        self.write((self.org, user, which, code), |tx, (org, user, which, code)| {
            Box::pin(async move { store::enrolment_code::save(tx, *org, *user, *which, code).await })
        })
        .await
    }

    async fn write<I, F>(&self, input: I, job: F) -> Result<()>
    where
        I: Send + Sync + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> Work<'t> + Send + Sync + 'static,
    {
        Ok(self.db.write_with(input, job).await?)
    }
}

type Work<'t> = std::pin::Pin<Box<dyn Future<Output = Result<(), store::Error>> + Send + 't>>;

fn proved(id: SessionId, user: UserId, now: Timestamp) -> Session {
    let terms = SessionTerms { expires_at: now.plus(Lifetime::hours(12)), idle: None, persistent: false };
    let proof = Proof { kind: ProofKind::App, at: now };
    let facts = SessionFacts { started_at: now, terms, last_seen_at: now, proof: Some(proof), factor_at: Some(now) };
    let (browser, source) = ("Firefox, Linux".to_owned(), "127.0.0.1".to_owned());
    Session { id, user, facts, password_at: now, browser, source, platform: None }
}

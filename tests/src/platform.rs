//! A platform: the operators' organisation at `localhost`, and a second organisation without the two-step module at
//! [`HOST`]. Neighbour: [`crate::scene`] is the house that both live in.

use std::sync::Arc;
use std::time::Duration;

use actions::Organisation;
use actions::admin::desk::Acted;
use actions::admin::people::{self, Membership, NewPassword, NewPerson};
use actions::operator::{self, Acting, Made, NewTenant};
use anyhow::{Context as _, Result, bail};
use domain::user::Role;
use secrecy::SecretString;
use server::mail::sink::Captured;
use store::Engine;

use crate::scene::{GROUP, Member, PASSWORD, Scene, Setup};
use crate::visitor::Visitor;

/// The host of the second organisation.
pub const HOST: &str = "bond.example";

/// A platform with a second organisation.
pub struct Platform {
    /// The house; its organisation is the operators'.
    pub scene: Scene,
    /// A `SuperUser` of the operators' organisation, with an app.
    pub operator: Member,
    /// A `SuperUser` of the second organisation, without one.
    pub bea: Member,
}

impl Platform {
    /// Opens it.
    pub async fn open(engine: Engine) -> Result<Self> {
        Self::with(engine, Vec::new()).await
    }

    /// Opens it with further settings.
    pub async fn with(engine: Engine, mut settings: Vec<(&'static str, String)>) -> Result<Self> {
        settings.push(("organisation.single", "false".to_owned()));
        settings.push(("operator.host", "localhost".to_owned()));
        let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
        let operator = add(&scene, &scene.house.organisation.clone(), "otto", Role::SuperUser).await?;
        // Under the policy of the house, so that a code is asked.
        let (ctx, own) = (&scene.house.ctx, &scene.house.organisation);
        people::set_membership(ctx, own, operator.id, GROUP, Membership::In).await?;
        let operator = scene.give_app(operator).await?;
        let new = NewTenant {
            name: "Bond van Molenaars".to_owned(),
            host: HOST.to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
            language: "nl".to_owned(),
            first: None,
        };
        match operator::make(&scene.house.ctx, Acting::CommandLine, new).await? {
            Acted::Done(Made::Done { .. }) => {}
            other => bail!("no second organisation: {other:?}"),
        }
        let organisation = scene.house.ctx.organisation_named(HOST)?;
        let bea = add(&scene, &organisation, "bea", Role::SuperUser).await?;
        Ok(Self { scene, operator, bea })
    }

    /// The second organisation as it is now.
    pub fn bond(&self) -> Result<Arc<Organisation>> {
        Ok(self.scene.house.ctx.organisation_named(HOST)?)
    }

    /// Adds a member of the second organisation.
    pub async fn member(&self, name: &str) -> Result<Member> {
        add(&self.scene, &self.bond()?, name, Role::Member).await
    }

    /// All mail to an address of the second organisation, once everything that was written has arrived.
    pub async fn mails_to(&self, address: &str) -> Result<Vec<Captured>> {
        let mut written = 0;
        for organisation in self.scene.house.ctx.organisations().iter() {
            let counted = store::outbox::count(self.scene.house.ctx.db(), organisation.id).await?;
            written += counted.iter().map(|(_, count)| count).sum::<i64>();
        }
        let arriving = self.scene.sink.wait_for(usize::try_from(written)?);
        let all = tokio::time::timeout(Duration::from_secs(30), arriving).await.context("mail does not arrive")?;
        Ok(all.into_iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect())
    }

    /// A browser at the host of the second organisation.
    pub fn at_bond(&self) -> Result<Visitor> {
        let mut visitor = self.scene.visitor()?;
        visitor.header("x-forwarded-host", HOST)?;
        Ok(visitor)
    }

    /// Someone of the second organisation who signed in with the password alone.
    pub async fn in_bond(&self, member: &Member) -> Result<Visitor> {
        let mut visitor = self.at_bond()?;
        let page = visitor.sign_in(&member.name, PASSWORD).await?;
        if !page.is_of_someone_signed_in() {
            bail!("not signed in, but at {}: {}", page.address, page.text());
        }
        Ok(visitor)
    }
}

/// Adds a person to an organisation.
pub async fn add(scene: &Scene, organisation: &Arc<Organisation>, name: &str, role: Role) -> Result<Member> {
    let new = NewPerson {
        user_name: name.to_owned(),
        display_name: format!("{name} Bakker"),
        addresses: vec![format!("{name}@{}", organisation.host)],
        language: Some("en".to_owned()),
        role,
        groups: Vec::new(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    let id = people::add(&scene.house.ctx, organisation, new).await?;
    Ok(Member { id, name: name.to_owned(), key: String::new() })
}

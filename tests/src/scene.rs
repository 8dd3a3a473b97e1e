//! A house with people in it, on either engine, at a moment that stands still until the test moves it. Mail goes over
//! SMTP to a sink. Neighbour: [`crate::visitor`] are the people's browsers.

use std::path::PathBuf;
use std::time::Duration;

use actions::admin::import_authenticator;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies::NewPolicy;
use anyhow::{Context, Result, ensure};
use data_encoding::BASE32_NOPAD;
use domain::id::UserId;
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use secrecy::SecretString;
use server::clock::MovableClock;
use server::mail::sink::{Captured, Sink};
use server::testing::{House, HouseOptions};
use store::audit::KeptEvent;
use store::testing::Fresh;
use store::{Engine, Statement};

use crate::tools::oathtool;
use crate::visitor::{Page, Visitor};

const MAIL_SETTINGS: &str = "/admin/settings/mail";

/// Everyone's password.
pub const PASSWORD: &str = "zeven groene fietsen in Edam";
/// The group that [`BACKEND`] holds for.
pub const GROUP: &str = "Backend";
/// The time that one code of an app stands for.
pub const STEP: Lifetime = Lifetime::seconds(30);

/// The policy "Backend users" of the worked cases.
pub const BACKEND: Demand = Demand {
    requirement: Requirement::Mandatory,
    deadline: Some(date(2026, 12, 8)),
    grace_days: 0,
    ask: Ask::Every(Lifetime::days(30)),
    stay: Stay::For(Lifetime::days(1)),
    idle: None,
    authenticators: AuthenticatorRule::Any,
    late_enrolment: LateEnrolment::EmailedCode,
    mode: Mode::On,
};

/// A start at what the clock of this machine shows, less two minutes: for programs from outside, which look at that clock and take
/// nothing from the time to come.
pub const NOW: &str = "now";

/// What a scene begins with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Local date and time at the start, or [`NOW`].
    pub start: &'static str,
    /// Policies.
    pub policies: Vec<NewPolicy>,
    /// Further settings.
    pub settings: Vec<(&'static str, String)>,
    /// An address other than `http://localhost`.
    pub public_address: Option<String>,
    /// The setting `database.url`, where it is not the database that the engine offers.
    pub database: Option<String>,
    /// The file with the master keys, where it is not one made for the occasion.
    pub key_file: Option<PathBuf>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            start: "2026-12-01 10:00:00",
            policies: vec![policy("Backend users", Some(GROUP), BACKEND)],
            settings: Vec::new(),
            public_address: None,
            database: None,
            key_file: None,
        }
    }
}

/// A policy by its parts.
pub fn policy(name: &str, group: Option<&str>, demand: Demand) -> NewPolicy {
    NewPolicy { name: name.to_owned(), selection: group.map(str::to_owned), demand }
}

/// A person of the scene.
#[derive(Clone, Debug)]
pub struct Member {
    /// Identity.
    pub id: UserId,
    /// User name.
    pub name: String,
    /// Key of the person's app in Base32; empty where there is none.
    pub key: String,
}

/// A running house with its mail and its database.
pub struct Scene {
    /// The server.
    pub house: House,
    /// Where its mail arrives.
    pub sink: Sink,
    place: Fresh,
}

impl Scene {
    /// A house with the policy "Backend users", a week before its deadline.
    pub async fn open(engine: Engine) -> Result<Self> {
        Self::with(engine, Setup::default()).await
    }

    /// A house that begins otherwise.
    pub async fn with(engine: Engine, setup: Setup) -> Result<Self> {
        let place = store::testing::empty(engine).await?;
        // The house opens it itself.
        place.db.close().await;
        Self::at(place, setup).await
    }

    /// A house over this database.
    pub async fn at(place: Fresh, setup: Setup) -> Result<Self> {
        let sink = Sink::start().await?;
        let mut settings = setup.settings;
        // So that a test can come from another address: see `elsewhere`.
        settings.push(("server.trusted_proxies", "127.0.0.1, ::1".to_owned()));
        let clock = if setup.start == NOW {
            MovableClock::standing_at(MovableClock::real().present().minus(Lifetime::minutes(2)))
        } else {
            MovableClock::standing_at(local(setup.start)?)
        };
        let options = HouseOptions {
            database: setup.database.unwrap_or_else(|| place.setting()),
            smtp: Some(sink.url()),
            public_address: setup.public_address,
            clock,
            policies: setup.policies,
            settings,
            key_file: setup.key_file,
        };
        let house = House::start(options).await.map_err(anyhow::Error::from_boxed)?;
        Ok(Self { house, sink, place })
    }

    /// The database, to open it once more.
    pub fn place(&self) -> &Fresh {
        &self.place
    }

    /// Adds a person without a second factor, with one address.
    pub async fn member(&self, name: &str, groups: &[&str]) -> Result<Member> {
        self.member_of(name, groups, None, &[&format!("{name}@waterland.example")]).await
    }

    /// Adds a person with a language and addresses.
    pub async fn member_of(
        &self,
        name: &str,
        groups: &[&str],
        language: Option<&str>,
        addresses: &[&str],
    ) -> Result<Member> {
        let new = NewPerson {
            user_name: name.to_owned(),
            display_name: format!("{} Jansen", full(name)),
            addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
            language: language.map(str::to_owned),
            role: Role::Member,
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            password: NewPassword::Plain(SecretString::from(PASSWORD)),
        };
        let id = people::add(&self.house.ctx, &self.house.organisation, new).await?;
        Ok(Member { id, name: name.to_owned(), key: String::new() })
    }

    /// Adds a person who has an app.
    pub async fn member_with_app(&self, name: &str, groups: &[&str]) -> Result<Member> {
        let member = self.member(name, groups).await?;
        self.give_app(member).await
    }

    /// Gives a person an app that was enrolled elsewhere.
    pub async fn give_app(&self, member: Member) -> Result<Member> {
        let secret: Vec<u8> = (0_u8..).zip(member.name.bytes().cycle()).take(20).map(|(n, b)| b ^ (n * 7)).collect();
        let (ctx, organisation) = (&self.house.ctx, &self.house.organisation);
        import_authenticator::import(ctx, organisation, member.id, &secret, "Phone").await?;
        Ok(Member { key: BASE32_NOPAD.encode(&secret), ..member })
    }

    /// A browser that was never here, at an address of its own.
    pub fn visitor(&self) -> Result<Visitor> {
        self.elsewhere("192.0.2.10")
    }

    /// A browser at this address.
    pub fn elsewhere(&self, address: &str) -> Result<Visitor> {
        let mut visitor = Visitor::new(&format!("http://localhost:{}", self.house.address.port()))?;
        visitor.header("x-forwarded-for", address)?;
        Ok(visitor)
    }

    /// Seconds since 1970 on the house's clock.
    pub fn seconds(&self) -> i64 {
        self.house.ctx.now().seconds()
    }

    /// Time passes. Mail that waits longer than its three days is given up: before such a jump whoever counts mails looks at
    /// [`Scene::mails`], which waits until they left.
    pub fn advance(&self, span: Lifetime) {
        self.house.clock.advance(span);
    }

    /// It is this local date and time now.
    pub fn move_to(&self, date_time: &str) -> Result<()> {
        self.house.clock.set(local(date_time)?);
        Ok(())
    }

    /// What the app with this key shows now.
    pub fn code(&self, key: &str) -> Result<String> {
        oathtool(key, self.seconds())
    }

    /// What the app shows so many steps later, or earlier.
    pub fn code_in(&self, key: &str, steps: i64) -> Result<String> {
        oathtool(key, self.seconds() + 30 * steps)
    }

    /// Six digits that no step near now has.
    pub fn wrong_code(&self, key: &str) -> Result<String> {
        let near = (-3..=3).map(|step| self.code_in(key, step)).collect::<Result<Vec<_>>>()?;
        let mut candidates = (0..10).map(|digit| digit.to_string().repeat(6));
        candidates.find(|code| !near.contains(code)).context("every code is right")
    }

    /// Signs in as far as it goes in a browser of its own: with the app, or putting the offer off.
    pub async fn signed_in(&self, member: &Member) -> Result<Visitor> {
        let mut visitor = self.visitor()?;
        let page = self.sign_in_with(&mut visitor, member, &[]).await?;
        ensure!(page.is_of_someone_signed_in(), "not signed in, but at {}: {}", page.address, page.text());
        Ok(visitor)
    }

    /// The same in a browser that is there, with further fields such as the one that has it remembered.
    pub async fn sign_in_with(&self, visitor: &mut Visitor, member: &Member, fields: &[(&str, &str)]) -> Result<Page> {
        let page = visitor.sign_in(&member.name, PASSWORD).await?;
        match page.path() {
            "/sign-in/enrol" => visitor.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await,
            "/sign-in/second-factor" => {
                // Another step than the one that was used last, whatever it was.
                self.advance(STEP);
                let code = self.code(&member.key)?;
                let fields: Vec<(&str, &str)> =
                    fields.iter().copied().chain(std::iter::once(("code", code.as_str()))).collect();
                visitor.fill(&page, "/sign-in/second-factor", &fields).await
            }
            _ => Ok(page),
        }
    }

    /// Signs in and has this browser remembered.
    pub async fn remembered(&self, member: &Member) -> Result<Visitor> {
        let mut visitor = self.visitor()?;
        let page = self.sign_in_with(&mut visitor, member, &[("remember", "1")]).await?;
        ensure!(page.is_of_someone_signed_in(), "not signed in, but at {}", page.address);
        ensure!(visitor.cookies.contains_key("tweestap-device"), "the browser is not remembered");
        Ok(visitor)
    }

    /// All mail that was written so far, once it has arrived; in the order of arrival.
    pub async fn mails(&self) -> Result<Vec<Captured>> {
        let written = store::outbox::count(self.house.ctx.db(), self.house.organisation.id).await?;
        let written: i64 = written.iter().map(|(_, count)| count).sum();
        let written = usize::try_from(written)?;
        let arrived = tokio::time::timeout(Duration::from_secs(30), self.sink.wait_for(written)).await;
        let arrived = arrived.with_context(|| format!("{} of {written} mails arrived", self.sink.messages().len()))?;
        ensure!(arrived.len() == written, "{} mails arrived, {written} were written", arrived.len());
        Ok(arrived)
    }

    /// The mail that reached this address, oldest first.
    pub async fn mails_to(&self, address: &str) -> Result<Vec<Captured>> {
        let all = self.mails().await?;
        Ok(all.into_iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect())
    }

    /// Sends the test message, as someone signed in who may, and waits until the mail server took it.
    pub async fn prove_mail(&self, visitor: &mut Visitor) -> Result<()> {
        let page = visitor.open(MAIL_SETTINGS).await?;
        let page = visitor.fill(&page, MAIL_SETTINGS, &[]).await?;
        ensure!(page.text().contains("on its way"), "{}", page.text());
        let taken = async {
            while !visitor.open(MAIL_SETTINGS).await?.text().contains("Taken by the mail server") {
                tokio::task::yield_now().await;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(Duration::from_secs(30), taken).await.context("the test message was not taken")??;
        let mails = self.mails().await?;
        ensure!(mails.iter().any(|mail| mail.text.contains("This is the test message")), "{mails:?}");
        Ok(())
    }

    /// Gives a table another name, so that whatever reads it fails until it is given back.
    pub async fn rename_table(&self, statement: &'static Statement) -> Result<()> {
        let renamed: Result<u64, store::Error> =
            self.house.ctx.db().write(move |tx| Box::pin(async move { tx.execute(statement, &[]).await })).await;
        renamed.map(|_| ()).map_err(Into::into)
    }

    /// What the audit log keeps about a person, oldest first.
    pub async fn events(&self, member: &Member) -> Result<Vec<KeptEvent>> {
        let (db, org) = (self.house.ctx.db(), self.house.organisation.id);
        let mut events = store::audit::of_user(db, org, member.id, 10_000).await?;
        events.reverse();
        Ok(events)
    }

    /// How often an event of this word was kept about a person.
    pub async fn count(&self, member: &Member, word: &str) -> Result<usize> {
        Ok(self.events(member).await?.iter().filter(|event| event.kind == word).count())
    }
}

/// The moment of a local date and time in the organisation's zone.
pub fn local(date_time: &str) -> Result<Timestamp> {
    let zoned = date_time.parse::<DateTime>()?.to_zoned_datetime(TimeZone::get("Europe/Amsterdam")?)?;
    Ok(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

/// The code in a mail of late enrolment, as it is written there.
pub fn mailed_code(mail: &Captured) -> Result<String> {
    let code = mail
        .text
        .split_whitespace()
        .find(|word| word.strip_prefix("E-").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '-')));
    Ok(code.with_context(|| format!("no code in: {}", mail.text))?.to_owned())
}

/// The recovery codes that a page shows, or the one that takes the place of a used one.
pub fn recovery_codes(page: &Page) -> Vec<String> {
    let is_code = |word: &&str| {
        word.len() == 24
            && word.split('-').all(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    page.text().split_whitespace().filter(is_code).map(str::to_owned).collect()
}

fn full(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

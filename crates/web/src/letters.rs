//! Letters of a campaign, for the page and the command line alike: what each says comes from the words of mails, whom they are
//! for from `actions`, and `paper` writes them. Read and written in parts, so that memory does not grow with the people.

use actions::admin::campaign::{self as campaigns, Addressed, By, Candidate, LetterOrder, Letters, MadeLetters, Shown};
use actions::admin::desk::Acted;
use actions::{Ctx, Error, Organisation};
use domain::campaign::{Step, TextKind, Tone};
use domain::id::UserId;
use domain::time::{Timestamp, start_of_day};
use jiff::civil::Date;

pub use crate::paper::Unprintable;
pub use actions::admin::campaign::{OrderFault, Posted};

use crate::pages::{CampaignMail, Letterhead};
use crate::paper::{self, PaperError, PaperLetter};
use crate::words::{Calendar, Words};

/// Letters in one file.
pub const A_FILE: usize = 500;
/// People who are named of those whose letter cannot be made.
const MOST_NAMED: usize = 100;

/// Someone whose letter cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMade {
    /// Who.
    pub user: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Why.
    pub why: Unprintable,
}

/// A part of the letters, which is one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// After whom it begins.
    pub after: Option<UserId>,
    /// The number of its first letter, from 1.
    pub first: u64,
    /// The number of its last.
    pub last: u64,
}

/// What letters there would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterLook {
    /// How many.
    pub letters: u64,
    /// How many of them have no address below the name.
    pub no_address: u64,
    /// Those whom the message has reached on another way.
    pub had: u64,
    /// Those of whom the text would not be true.
    pub untrue: u64,
    /// How many cannot be made.
    pub cannot: u64,
    /// The first of those.
    pub named: Vec<NotMade>,
    /// The files.
    pub parts: Vec<Part>,
}

/// A file of letters.
#[derive(Clone, Debug)]
pub struct LetterFile {
    /// PDF.
    pub pdf: Vec<u8>,
    /// How many letters are in it.
    pub letters: u64,
    /// How many people count as told now who did not before.
    pub told: u64,
    /// Those whose letter could not be made.
    pub not: Vec<NotMade>,
    /// After whom the next file begins; none where this is the last.
    pub next: Option<UserId>,
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// The order cannot be carried out.
    Faults(Vec<OrderFault>),
    /// There is nobody to whom a letter can be made.
    Nobody(Vec<NotMade>),
    /// The campaign tells nobody anything: nobody can count as told.
    NotRunning,
}

/// Who asks for the letters of which campaign, and what all of them say alike.
#[derive(Clone, Copy)]
pub struct Press<'a> {
    /// With which everything is read.
    pub ctx: &'a Ctx,
    /// Who asks.
    pub by: By<'a>,
    /// The campaign.
    pub shown: &'a Shown,
    /// The public address, without a final slash.
    pub site: &'a str,
    /// The organisation.
    pub organisation: &'a Organisation,
}

/// The message that letters are usually made for: the next one, else the last.
pub fn usual_kind(organisation: &Organisation, shown: &Shown, now: Timestamp) -> TextKind {
    let next = campaigns::next_message(organisation, shown, now).map(|(step, _)| step);
    next.or_else(|| shown.campaign.plan.steps().pop()).map_or(TextKind::Announcement, Step::kind)
}

impl Press<'_> {
    /// What letters there would be.
    pub async fn look(&self, order: &LetterOrder) -> Result<Acted<Result<LetterLook, Vec<OrderFault>>>, Error> {
        let mut letters = match campaigns::letters(self.ctx, self.by, self.shown, (order, None)).await? {
            Acted::Done(Ok(letters)) => letters,
            other => return Ok(other.map(|begun| begun.map(|_| LetterLook::default()))),
        };
        let mut look = LetterLook::default();
        let mut last = None;
        while let Some(page) = self.page(&mut letters, order).await? {
            look.had += page.had;
            look.untrue += page.untrue;
            for (addressed, _) in &page.printable {
                if look.letters % (A_FILE as u64) == 0 {
                    look.parts.push(Part { after: last, first: look.letters + 1, last: look.letters });
                }
                look.letters += 1;
                look.no_address += u64::from(addressed.address.is_empty());
                if let Some(part) = look.parts.last_mut() {
                    part.last = look.letters;
                }
                last = Some(addressed.user);
            }
            look.cannot += u64::try_from(page.not.len()).unwrap_or(u64::MAX);
            let room = MOST_NAMED - look.named.len();
            look.named.extend(page.not.into_iter().take(room));
        }
        Ok(Acted::Done(Ok(look)))
    }

    /// Makes a file of at most [`A_FILE`] letters to those after `after`, and notes it before it is handed out.
    pub async fn make(
        &self,
        (order, after): (&LetterOrder, Option<UserId>),
        posted: Posted,
    ) -> Result<Acted<Result<LetterFile, NoFile>>, Error> {
        let mut letters = match campaigns::letters(self.ctx, self.by, self.shown, (order, after)).await? {
            Acted::Done(Ok(letters)) => letters,
            other => return Ok(other.map(|begun| Err(NoFile::Faults(begun.err().unwrap_or_default())))),
        };
        let (mut people, mut papers, mut not, mut next) = (Vec::new(), Vec::new(), Vec::new(), None);
        while next.is_none()
            && let Some(page) = self.page(&mut letters, order).await?
        {
            for (addressed, paper) in page.printable {
                if people.len() == A_FILE {
                    next = people.last().map(|last: &Addressed| last.user);
                    break;
                }
                people.push(addressed);
                papers.push(paper);
            }
            not.extend(page.not);
        }
        if people.is_empty() {
            return Ok(Acted::Done(Err(NoFile::Nobody(not))));
        }
        if let Some(last) = next {
            not.retain(|one: &NotMade| one.user <= last);
        }
        let title = format!("{}: {}", self.organisation.name, self.shown.campaign.name);
        let language = self.organisation.language.clone();
        let writing = move || paper::write(&papers, (&title, &language));
        let pdf = tokio::task::spawn_blocking(writing).await.map_err(|_| broken("letters could not be written"))?;
        let pdf = pdf.map_err(of_paper)?;
        let noted = campaigns::made(self.ctx, self.by, self.shown, (order.kind, &people), posted).await?;
        Ok(noted.map(|noted| match noted {
            MadeLetters::Noted { told } => {
                let letters = u64::try_from(people.len()).unwrap_or(u64::MAX);
                Ok(LetterFile { pdf, letters, told, not, next })
            }
            MadeLetters::NotRunning => Err(NoFile::NotRunning),
        }))
    }

    /// The next people with their letters; nothing at the end.
    async fn page(&self, letters: &mut Letters, order: &LetterOrder) -> Result<Option<Page>, Error> {
        let Some(candidates) = letters.next(self.ctx).await? else { return Ok(None) };
        let code = campaigns::address_code(self.site)?;
        let (mut page, mut made) = (Page::default(), Vec::new());
        for candidate in candidates {
            match candidate {
                Candidate::Had => page.had += 1,
                Candidate::Untrue => page.untrue += 1,
                Candidate::Letter(addressed) => {
                    let paper = self.paper(&addressed, (letters, order), &code);
                    made.push((addressed, paper));
                }
            }
        }
        // Letters of many people are worth a thread of their own.
        let trying = move || {
            let tried = made.into_iter().map(|(addressed, paper)| Ok((paper::fault(&paper)?, addressed, paper)));
            tried.collect::<Result<Vec<_>, PaperError>>()
        };
        let tried = tokio::task::spawn_blocking(trying).await.map_err(|_| broken("letters could not be laid out"))?;
        for (fault, addressed, paper) in tried.map_err(of_paper)? {
            let Addressed { user, name, user_name, .. } = &addressed;
            match fault {
                None => page.printable.push((addressed, paper)),
                Some(why) => {
                    page.not.push(NotMade { user: *user, name: name.clone(), user_name: user_name.clone(), why });
                }
            }
        }
        Ok(Some(page))
    }

    /// What a letter says.
    fn paper(
        &self,
        addressed: &Addressed,
        (letters, order): (&Letters, &LetterOrder),
        code: &[Vec<bool>],
    ) -> PaperLetter {
        let organisation = self.organisation;
        let words = Words::find(&addressed.language).or_else(|| Words::find(&organisation.language));
        let words = words.unwrap_or_default();
        let calendar = calendar(words, organisation, order.dated);
        let tone = self.shown.campaign.plan.tone;
        let own = letters.own(words.tag()).map(|own| (own.subject, own.body));
        let to = Letterhead {
            calendar: calendar.clone(),
            organisation: organisation.name.clone(),
            name: addressed.name.clone(),
            helpdesk: organisation.helpdesk_telephone.clone(),
            site: self.site.to_owned(),
        };
        let mail = CampaignMail { to, kind: order.kind, tone, deadline: addressed.deadline.micros(), own };
        let (subject, paragraphs) = mail.reading();
        PaperLetter {
            organisation: organisation.name.clone(),
            name: addressed.name.clone(),
            address: addressed.address.clone(),
            date: calendar.date(order.dated),
            subject,
            paragraphs,
            closing: vec![words.say("letter-closing"), organisation.name.clone()],
            begin: begin(words, tone, (self.site, organisation.helpdesk_telephone.as_deref())),
            note: words.say(in_tone(tone, "letter-never", "letter-never-formal")),
            code: code.to_vec(),
            numbered: |number, of, words| {
                let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
                words.with("letter-sheet").arg("number", count(number)).arg("of", count(of)).to_string()
            },
            words,
        }
    }
}

/// People whose letters were tried.
#[derive(Default)]
struct Page {
    printable: Vec<(Addressed, PaperLetter)>,
    not: Vec<NotMade>,
    had: u64,
    untrue: u64,
}

/// Days are said as seen on the day that stands on the letter.
fn calendar(words: Words, organisation: &Organisation, dated: Date) -> Calendar {
    Calendar { words, zone: organisation.zone.clone(), now: start_of_day(dated, &organisation.zone).micros() }
}

fn in_tone(tone: Tone, informal: &'static str, formal: &'static str) -> &'static str {
    match tone {
        Tone::Informal => informal,
        Tone::Formal => formal,
    }
}

/// How to begin, step by step.
fn begin(words: Words, tone: Tone, (site, helpdesk): (&str, Option<&str>)) -> (String, Vec<String>) {
    let with_site = |key| words.with(key).arg("site", site).to_string();
    let mut steps = vec![
        with_site(in_tone(tone, "letter-begin-go", "letter-begin-go-formal")),
        words.say(in_tone(tone, "letter-begin-sign-in", "letter-begin-sign-in-formal")),
        with_site(in_tone(tone, "letter-begin-help", "letter-begin-help-formal")),
    ];
    let call = in_tone(tone, "letter-begin-call", "letter-begin-call-formal");
    steps.extend(helpdesk.map(|phone| words.with(call).arg("phone", phone).to_string()));
    (words.say(in_tone(tone, "letter-begin", "letter-begin-formal")), steps)
}

fn broken(what: &str) -> Error {
    Error::Broken(what.to_owned())
}

fn of_paper(error: PaperError) -> Error {
    Error::Broken(error.to_string())
}

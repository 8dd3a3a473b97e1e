//! The request that a relying party sends a browser with, read: first who asks and where the answer goes, so that nobody is sent
//! anywhere else; then what is asked.

use actions::oidc::authorize::Request;
use actions::oidc::token::ID_TOKEN;
use actions::oidc::{self, Client};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::request::{Asked, LONGEST_STATE, Prompt, RequestFault, Wants};
use domain::relying_party::{Scope, Scopes};
use domain::time::{Lifetime, Timestamp};
use serde_json::Value;

use super::wire::{Params, Twice};
use crate::answer::Failure;
use crate::extract::Reader;
use crate::pages::ReturnList;

/// The longest request, in bytes: it goes along with a sign-in.
const LONGEST: usize = 3_000;

/// Ours, beside what the relying party says: when the person was first sent to do something for it.
pub(super) const SINCE: &str = "tweestap_since";

/// A request whose sender and way back are known.
pub(super) struct Sent {
    pub(super) client: Client,
    /// Where the answer goes.
    pub(super) back: Back,
    /// What is asked, or what is wrong with it.
    pub(super) asked: Result<What, RequestFault>,
    /// The query as it came, without what is ours.
    pub(super) query: String,
}

/// What is asked.
pub(super) struct What {
    pub(super) request: Request,
    /// The token by which the application says whom it believes to know (`id_token_hint`).
    hint: Option<String>,
    /// Whom that token names; nobody where it cannot be read any more and somebody may be asked.
    pub(super) known: Option<String>,
    /// The name that somebody typed there.
    pub(super) login_hint: Option<String>,
    /// Languages that the application's pages are read in.
    pub(super) locales: Option<String>,
}

/// Where an answer goes, with what goes along.
#[derive(Clone, Debug)]
pub(super) struct Back {
    address: String,
    state: Option<String>,
    issuer: String,
}

impl Back {
    /// The address with the answer (RFC 6749 section 4.1.2, RFC 9207).
    pub(super) fn with(&self, answer: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(answer);
        query.extend_pairs(self.state.as_deref().map(|state| ("state", state)));
        query.append_pair("iss", &self.issuer);
        let mark = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{mark}{}", self.address, query.finish())
    }

    /// The address with an error.
    pub(super) fn fault(&self, fault: RequestFault) -> String {
        self.with(&[("error", fault.word())])
    }
}

/// Reads the request of a query. Where it is not clear who asks, or where the answer goes, it is answered by a page.
pub(super) async fn read(reader: &Reader, query: &str) -> Result<Sent, Failure> {
    if query.len() > LONGEST {
        return Err(Failure::Form);
    }
    let params = Params::read(query).ok_or(Failure::Form)?;
    let client_id = params.get("client_id").ok().flatten();
    let client = match client_id {
        Some(id) => oidc::find(reader.ctx(), reader.organisation(), id).await?,
        None => None,
    };
    let client = client.ok_or(Failure::UnknownClient)?;
    let party = client.party();
    let address = params.get("redirect_uri").ok().flatten().unwrap_or_default();
    if !party.may_return(address) {
        let (application, address) = (party.name.clone(), address.chars().take(200).collect());
        return Err(Failure::WrongReturn { application, address, list: ReturnList::SignIn });
    }
    let state = params.get("state").unwrap_or_default().filter(|state| state.len() <= LONGEST_STATE);
    let back = Back { address: address.to_owned(), state: state.map(str::to_owned), issuer: issuer(reader) };
    let asked = match what(&params, address, party.without_pkce) {
        Err(fault) => Err(fault),
        Ok(mut what) => {
            what.request.asked.scopes = party.given(what.request.asked.scopes);
            Ok(what.with_hint(reader).await?)
        }
    };
    let ours = |pair: &&str| !pair.starts_with(SINCE) && !pair.is_empty();
    let query = query.split('&').filter(ours).collect::<Vec<_>>().join("&");
    Ok(Sent { client, back, asked, query })
}

/// Our own name, as every token and answer says it.
pub(crate) fn issuer(reader: &Reader) -> String {
    crate::mail::site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation())
}

impl From<Twice> for RequestFault {
    fn from(_: Twice) -> Self {
        Self::InvalidRequest
    }
}

/// What is asked, but for what has to be looked up.
fn what(params: &Params, address: &str, without_pkce: bool) -> Result<What, RequestFault> {
    for (name, fault) in [
        ("request", RequestFault::RequestNotSupported),
        ("request_uri", RequestFault::RequestUriNotSupported),
        ("registration", RequestFault::RegistrationNotSupported),
    ] {
        if params.get(name)?.is_some() {
            return Err(fault);
        }
    }
    let invalid = RequestFault::InvalidRequest;
    match params.get("response_type")? {
        Some("code") => {}
        Some(_) => return Err(RequestFault::UnsupportedResponseType),
        None => return Err(invalid),
    }
    if params.get("response_mode")?.is_some_and(|mode| mode != "query") {
        return Err(invalid);
    }
    let challenge = challenge(params, without_pkce)?;
    let scopes = Scopes::known_in(params.get("scope")?.unwrap_or_default());
    if !scopes.has(Scope::OpenId) {
        return Err(RequestFault::InvalidScope);
    }
    let is_short = |text: &&str| text.len() <= LONGEST_STATE;
    params.get("state")?.is_none_or(|state| is_short(&state)).then_some(()).ok_or(invalid)?;
    let nonce = params.get("nonce")?;
    nonce.is_none_or(|nonce| is_short(&nonce)).then_some(()).ok_or(invalid)?;
    let prompt = Prompt::read(params.get("prompt")?.unwrap_or_default()).ok_or(invalid)?;
    let max_age = params.get("max_age")?.map(|text| text.parse::<u32>().map(Lifetime::seconds));
    let since = params.get(SINCE)?.and_then(|text| text.parse::<i64>().ok());
    let (classes, wants) = classes(params)?;
    let asked = Asked {
        scopes,
        prompt,
        max_age: max_age.transpose().map_err(|_| invalid)?,
        wants,
        since: since.map(Timestamp::from_micros),
    };
    let request =
        Request { asked, classes, redirect_address: address.to_owned(), nonce: nonce.map(str::to_owned), challenge };
    Ok(What {
        request,
        hint: params.get("id_token_hint")?.map(str::to_owned),
        known: None,
        login_hint: params.get("login_hint")?.map(|hint| hint.chars().take(200).collect()),
        locales: params.get("ui_locales")?.map(str::to_owned),
    })
}

/// S256 and nothing else (RFC 7636 section 4.3, ASVS 10.4.6); nothing at all where the application may do without.
fn challenge(params: &Params, without: bool) -> Result<Option<[u8; 32]>, RequestFault> {
    let invalid = RequestFault::InvalidRequest;
    let is_there = params.get("code_challenge")?.is_some() || params.get("code_challenge_method")?.is_some();
    if without && !is_there {
        return Ok(None);
    }
    if params.get("code_challenge_method")? != Some("S256") {
        return Err(invalid);
    }
    let text = params.get("code_challenge")?.ok_or(invalid)?;
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| invalid)?;
    bytes.try_into().map(Some).map_err(|_| invalid)
}

/// The classes of authentication that are named, and how much a second factor is wanted. One that is essential has to be known
/// (OpenID Connect Core section 5.5.1.1).
fn classes(params: &Params) -> Result<(Vec<String>, Wants), RequestFault> {
    let named = params.get("acr_values")?.unwrap_or_default();
    let mut classes: Vec<String> = named.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect();
    if let Some(claims) = params.get("claims")? {
        let claims: Value = serde_json::from_str(claims).map_err(|_| RequestFault::InvalidRequest)?;
        let acr = claims.get("id_token").and_then(|of| of.get("acr")).unwrap_or(&Value::Null);
        let values = acr.get("values").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<String> = values.chain(acr.get("value")).filter_map(Value::as_str).map(str::to_owned).collect();
        let is_known = |class: &String| domain::relying_party::claims::is_known(class);
        if acr.get("essential") == Some(&Value::Bool(true)) && !values.is_empty() {
            if !values.iter().any(is_known) {
                return Err(RequestFault::UnmetAuthenticationRequirements);
            }
            classes = values;
        } else {
            classes.extend(values);
        }
    }
    let wants = Wants::of(classes.iter().map(String::as_str));
    Ok((classes, wants))
}

impl What {
    /// With the person that an id token of ours names.
    async fn with_hint(self, reader: &Reader) -> Result<Self, Failure> {
        let Some(hint) = &self.hint else { return Ok(self) };
        let keys = reader.ctx().signing_keys(reader.organisation().id).await?;
        let claims = keys.read(ID_TOKEN, hint);
        let named = claims.and_then(|claims| claims.get("sub").and_then(Value::as_str).map(str::to_owned));
        // Where nothing may be asked, a doubt about who it is refuses.
        let known = named.or_else(|| self.request.asked.prompt.none.then(String::new));
        Ok(Self { known, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn of(change: &str) -> Result<What, RequestFault> {
        let base =
            format!("response_type=code&scope=openid+email&code_challenge={CHALLENGE}&code_challenge_method=S256");
        let name = change.split('=').next().unwrap();
        let kept: Vec<&str> = base.split('&').filter(|pair| !pair.starts_with(&format!("{name}="))).collect();
        what(&Params::read(&format!("{}&{change}", kept.join("&"))).unwrap(), "https://cloud.example/back", false)
    }

    fn fault(change: &str) -> Option<RequestFault> {
        of(change).err()
    }

    #[test]
    fn what_is_not_as_it_should_be_is_an_error_by_name() {
        use RequestFault::{
            InvalidRequest, InvalidScope, RegistrationNotSupported, RequestNotSupported, RequestUriNotSupported,
            UnmetAuthenticationRequirements, UnsupportedResponseType,
        };
        for (change, expected) in [
            ("x=", None),
            ("response_type=", Some(InvalidRequest)),
            ("response_type=token", Some(UnsupportedResponseType)),
            ("response_type=code+id_token", Some(UnsupportedResponseType)),
            ("response_type=id_token", Some(UnsupportedResponseType)),
            ("response_mode=query", None),
            ("response_mode=fragment", Some(InvalidRequest)),
            ("response_mode=form_post", Some(InvalidRequest)),
            ("code_challenge=", Some(InvalidRequest)),
            ("code_challenge=abc", Some(InvalidRequest)),
            ("code_challenge_method=", Some(InvalidRequest)),
            ("code_challenge_method=plain", Some(InvalidRequest)),
            ("code_challenge_method=s256", Some(InvalidRequest)),
            ("scope=", Some(InvalidScope)),
            ("scope=profile", Some(InvalidScope)),
            ("scope=openid+else", None),
            ("request=x", Some(RequestNotSupported)),
            ("request_uri=x", Some(RequestUriNotSupported)),
            ("registration=x", Some(RegistrationNotSupported)),
            ("prompt=none+login", Some(InvalidRequest)),
            ("prompt=other", Some(InvalidRequest)),
            ("max_age=-1", Some(InvalidRequest)),
            ("max_age=1.5", Some(InvalidRequest)),
            ("max_age=0", None),
            ("state=a&state=b", Some(InvalidRequest)),
            ("nonce=a&nonce=a", Some(InvalidRequest)),
            ("claims=%7B", Some(InvalidRequest)),
            (
                r#"claims={"id_token":{"acr":{"essential":true,"values":["urn:else"]}}}"#,
                Some(UnmetAuthenticationRequirements),
            ),
            (r#"claims={"id_token":{"acr":{"values":["urn:else"]}}}"#, None),
        ] {
            assert_eq!(fault(change), expected, "{change}");
        }
        assert_eq!(fault(&format!("state={}", "a".repeat(1_001))), Some(InvalidRequest));
    }

    #[test]
    fn an_essential_class_is_wanted_of_everyone() {
        let essential = r#"claims={"id_token":{"acr":{"essential":true,"values":["https://refeds.org/profile/mfa"]}}}"#;
        let what = of(essential).unwrap();
        assert_eq!(what.request.asked.wants, Wants::FactorOfAll);
        assert_eq!(what.request.classes, ["https://refeds.org/profile/mfa"]);
        assert_eq!(of("acr_values=urn:tweestap:acr:2fa").unwrap().request.asked.wants, Wants::FactorOfAll);
        assert_eq!(of("acr_values=urn:else").unwrap().request.asked.wants, Wants::Nothing);
    }

    #[test]
    fn an_answer_stands_beside_what_the_address_had() {
        let back = |address: &str| Back {
            address: address.into(),
            state: Some("a b".into()),
            issuer: "https://id.example".into(),
        };
        assert_eq!(
            back("https://x.example/b").with(&[("code", "c")]),
            "https://x.example/b?code=c&state=a+b&iss=https%3A%2F%2Fid.example"
        );
        assert_eq!(
            back("https://x.example/b?d=e").fault(RequestFault::LoginRequired),
            "https://x.example/b?d=e&error=login_required&state=a+b&iss=https%3A%2F%2Fid.example"
        );
    }
}

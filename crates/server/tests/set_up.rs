//! The set-up in a browser: `serve` on an empty database prints a link with which the first SuperUser is made, once.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use store::Engine;
use store::testing::{Fresh, empty, engines};
use support::{Installation, PASSWORD, Page, Running, Voice, get, post};

/// A database without a schema, and the folder of a server that uses it.
struct Place {
    house: Installation,
    database: Fresh,
}

async fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for engine in engines() {
        places.push(Place { house: Installation::empty(), database: empty(engine).await.unwrap() });
    }
    places
}

impl Place {
    fn serve(&self, sign: &str, voice: Voice) -> Running {
        let mut command = self.house.command(&["serve", "--listen", "127.0.0.1:0"]);
        if self.database.db.engine() == Engine::Postgres {
            command.env("TWEESTAP_DATABASE_URL", self.database.setting());
        }
        Running::start(command, voice, sign)
    }

    /// A server that found nobody.
    fn unset(&self) -> Running {
        self.serve("/set-up?code=", Voice::Out)
    }
}

/// The code of the link that it printed.
fn code(server: &Running) -> String {
    let (_, rest) = server.said.split_once("/set-up?code=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

fn form(code: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("code", code),
        ("name", "Vereniging+Waterland"),
        ("time_zone", "Europe/Amsterdam"),
        ("language", "nl"),
        ("display_name", "Anna+Visser"),
        ("user_name", "a.visser"),
        ("address", "a.visser%40waterland.example"),
        ("password", PASSWORD),
    ];
    for (name, value) in more {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn sign_in(server: &Running, name: &str) -> Page {
    let page = get(server.address, "/sign-in");
    let form = format!("csrf={}&username={name}&password={PASSWORD}", page.csrf());
    post(server.address, "/sign-in", &page.cookies(), &form)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_makes_the_first_super_user_once_and_then_there_is_nothing() {
    for place in places().await {
        let server = place.unset();
        let code = code(&server);
        let page = get(server.address, &format!("/set-up?code={code}&lang=en"));
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("Make the organisation") && page.body.contains("Europe/Amsterdam"), "{page:?}");
        assert!(page.head.contains("no-store") && page.head.contains("referrer-policy: no-referrer"), "{page:?}");

        let made = post(server.address, "/set-up?lang=en", "", &form(&code, &[]));
        assert_eq!(made.status, 303, "{made:?}");
        assert!(made.head.contains("location: /sign-in\r\n"), "{made:?}");

        for page in [
            get(server.address, &format!("/set-up?code={code}")),
            get(server.address, "/set-up"),
            post(server.address, "/set-up", "", &form(&code, &[("user_name", "b.dief")])),
        ] {
            assert_eq!(page.status, 404, "{page:?}");
        }
        let entered = sign_in(&server, "a.visser");
        assert_eq!(entered.status, 303, "{entered:?}");
        assert!(entered.head.contains("tweestap-s"), "{entered:?}");
        assert_eq!(sign_in(&server, "b.dief").status, 200);
        assert_eq!(server.end("-TERM"), Some(0));

        // A later start finds the organisation, and prints no link.
        let server = place.serve("serving", Voice::Err);
        assert_eq!(get(server.address, &format!("/set-up?code={code}")).status, 404);
        assert_eq!(server.end("-TERM"), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_link_there_is_a_page_that_says_how_to_begin_and_nothing_else() {
    for place in places().await {
        let server = place.unset();
        let good = code(&server);
        let turned = format!("{}{}", &good[1..], &good[..1]);
        for path in ["/", "/sign-in", "/profile", "/admin/settings", "/set-up", "/set-up?code=", "/set-up?code=x"] {
            let page = get(server.address, path);
            assert_eq!(page.status, 404, "{path}: {page:?}");
            assert!(!page.body.contains("<form"), "{path}: {page:?}");
            assert!(page.head.contains("content-security-policy"), "{path}: {page:?}");
        }
        for code in ["", "x", &turned, &good.to_lowercase(), &format!("{good}="), &format!("{good}&code={good}")] {
            let page = post(server.address, "/set-up", "", &form(code, &[]));
            assert_eq!(page.status, 404, "{code}: {page:?}");
        }
        assert_eq!(get(server.address, "/healthz").status, 200);
        assert_eq!(get(server.address, "/readyz").status, 200);
        assert_eq!(get(server.address, &format!("/set-up?code={good}")).status, 200);
        assert_eq!(server.end("-TERM"), Some(0));

        // The next start prints another; the first works no more.
        let server = place.unset();
        assert_ne!(code(&server), good);
        assert_eq!(get(server.address, &format!("/set-up?code={good}")).status, 404);
        assert_eq!(server.end("-TERM"), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_will_not_do_is_said_beside_its_field_and_nothing_is_made() {
    for place in places().await {
        let server = place.unset();
        let code = code(&server);
        for (field, value, said) in [
            ("name", "", "id=\"name-error\""),
            ("name", "+", "id=\"name-error\""),
            ("time_zone", "Mars/Olympus", "id=\"zone-error\""),
            ("language", "xx", "id=\"name-error\""),
            ("display_name", "", "id=\"full-error\""),
            ("user_name", "", "id=\"user-error\""),
            ("user_name", "a%00b", "id=\"user-error\""),
            ("address", "geen+adres", "id=\"address-error\""),
            ("password", "", "id=\"password-error\""),
            ("password", "kort", "id=\"password-error\""),
            ("password", "passwordpassword", "id=\"password-error\""),
            ("password", "AnnaVisserWaterland", "id=\"password-error\""),
        ] {
            let page = post(server.address, "/set-up?lang=en", "", &form(&code, &[(field, value)]));
            assert_eq!(page.status, 200, "{field}={value}: {page:?}");
            assert!(page.body.contains(said), "{field}={value}: {page:?}");
            assert!(!page.body.contains(PASSWORD), "{field}={value}: {page:?}");
        }
        let hostile = form(&code, &[("name", "%3Cscript%3E"), ("password", "kort")]);
        let page = post(server.address, "/set-up", "", &hostile);
        assert!(page.body.contains("&#60;script&#62;") && !page.body.contains("<script>"), "{page:?}");
        assert_eq!(post(server.address, "/set-up", "", &form(&code, &[])).status, 303);
        assert_eq!(server.end("-TERM"), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_send_it_at_once_one_makes_the_organisation() {
    for place in places().await {
        let (one, two) = (place.unset(), place.database.db.engine() == Engine::Postgres);
        let other = two.then(|| place.unset());
        let servers: Vec<&Running> = std::iter::once(&one).chain(other.as_ref()).collect();
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..8)
                .map(|number| {
                    let server = servers[number % servers.len()];
                    let form = form(&code(server), &[("user_name", &format!("a.visser{number}"))]);
                    let address = server.address;
                    scope.spawn(move || post(address, "/set-up", "", &form).status)
                })
                .collect();
            asking.into_iter().map(|asked| asked.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| [303, 404].contains(status)), "{answers:?}");
    }
}

// A website with passwords of its own, a page of its own for the code, and Tweestap's pages for setting up. Try it:
// TWEESTAP=https://id.example.org TWEESTAP_KEY=twk_... SITE=http://localhost:8081 node module-mode.mjs (the key lists SITE/back).
import { createServer } from "node:http";
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

const { TWEESTAP, TWEESTAP_KEY, SITE } = process.env;
const hash = (password) => scryptSync(password, "a salt of its own", 32);
const people = new Map([["sanne", hash("correct horse battery")]]);
const sessions = new Map(); // A database in real life.

/** Asks Tweestap. Null for whatever is no clear answer: then nobody is let in. */
async function ask(path, body) {
  try {
    const answer = await fetch(`${TWEESTAP}/api/v1${path}`, {
      method: "POST", redirect: "error", signal: AbortSignal.timeout(5000), body: JSON.stringify(body),
      headers: { "content-type": "application/json", authorization: `Bearer ${TWEESTAP_KEY}` },
    });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null;
  }
}

const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);
const page = (said, form = "") => `<!DOCTYPE html><title>Website</title><p>${escape(said)}</p>${form}`;
const signIn = `<form method="post" action="/sign-in"><label>Name <input name="name"></label>
  <label>Password <input name="password" type="password"></label><button>Sign in</button></form>`;
const code = `<form method="post" action="/code"><label>Code <input name="code" autocomplete="one-time-code" inputmode="numeric"></label>
  <label><input type="checkbox" name="remember" value="1"> Remember this device</label><button>Sign in</button></form>`;
const away = "Signing in is not possible at the moment. Try again in a minute.";

/** Goes on with what Tweestap decided. Only "allow" lets in. */
function goOn(answer, reply) {
  switch (answer?.decision) {
    case "allow":
      // A new cookie at every step up: whoever knew the one before is not signed in by it.
      reply.session({ token: answer.session.token, name: answer.person.display_name });
      if (answer.device) reply.cookie(`device=${answer.device.token}; Expires=${new Date(answer.device.expires_at).toUTCString()}`);
      return reply.to("/");
    case "prove":
      reply.session({ waits: answer.id });
      return reply.html(answer.verdict ? 401 : 200, page(answer.text.en, code));
    case "offer": case "enrol":
      if (!answer.page) return reply.html(401, page(away, signIn));
      reply.session({ waits: answer.id });
      return reply.to(answer.page);
    default:
      return reply.html(401, page(answer?.text?.en ?? away, signIn));
  }
}

async function serve(request, response) {
  const url = new URL(SITE + request.url);
  const cookies = new Map((request.headers.cookie ?? "").split("; ").map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const mine = sessions.get(cookies.get("site")) ?? {};
  const set = [];
  const reply = {
    cookie: (text) => set.push(`${text}; Path=/; Secure; HttpOnly; SameSite=Lax`),
    session(content) {
      sessions.delete(cookies.get("site"));
      const name = randomBytes(32).toString("base64url");
      sessions.set(name, content);
      this.cookie(`site=${name}`);
    },
    send: (status, headers, body) => response.writeHead(status, { "cache-control": "no-store", "set-cookie": set, ...headers }).end(body),
    html(status, body) { this.send(status, { "content-type": "text/html; charset=utf-8" }, body); },
    to(location) { this.send(303, { location }); },
  };
  let body = "";
  for await (const piece of request) if ((body += piece).length > 10_000) return request.destroy();
  const sent = new URLSearchParams(body);
  switch (`${request.method} ${url.pathname}`) {
    case "POST /sign-in": {
      const known = people.get(sent.get("name"));
      const right = timingSafeEqual(hash(sent.get("password") ?? ""), known ?? Buffer.alloc(32));
      if (!known || !right) return reply.html(401, page("That name and password do not belong together.", signIn));
      return goOn(await ask("/sign-ins", { person: sent.get("name"), source: request.socket.remoteAddress,
        user_agent: request.headers["user-agent"], device: cookies.get("device"), return_to: `${SITE}/back` }), reply);
    }
    case "POST /code":
      return goOn(mine.waits && await ask(`/sign-ins/${mine.waits}/verify`, { code: sent.get("code") ?? "", remember: sent.has("remember") }), reply);
    case "GET /back":
      if (url.searchParams.get("tweestap") === "cancelled") return reply.html(401, page("You are not signed in.", signIn));
      return goOn(mine.waits && await ask(`/sign-ins/${mine.waits}/result`, { result: url.searchParams.get("tweestap") ?? "" }), reply);
    case "POST /sign-out":
      if (mine.token) await ask("/sessions/end", { session: mine.token });
      reply.session({});
      return reply.to("/");
  }
  // At every request: a rule, a block or a new password counts at once.
  const now = mine.token && await ask("/sessions/check", { session: mine.token });
  if (now?.step !== "open") return reply.html(200, page("", signIn));
  reply.html(200, page(`Hello ${mine.name}`, `<form method="post" action="/sign-out"><button>Sign out</button></form>`));
}

// Whatever goes wrong lets nobody in, and ends nothing but this request.
createServer((request, response) => serve(request, response).catch(() => response.headersSent ? response.destroy() : response.writeHead(400).end()))
  .listen(Number(new URL(SITE).port), "localhost");

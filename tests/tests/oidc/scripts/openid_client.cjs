// The openid-client of Node.js asks, and looks at every id token itself.
// Neighbour: `scripts.rs` says what to do, a line of JSON each time.
"use strict";

const readline = require("node:readline");
const { Issuer, custom, generators } = require("openid-client");

const about = JSON.parse(process.argv[2]);
// What belongs to the browser that is on its way.
const browser = {};
let tokens;

async function begin(client, more) {
  const verifier = generators.codeVerifier();
  Object.assign(browser, { verifier, nonce: generators.nonce(), state: generators.state(), max_age: more.max_age });
  const url = client.authorizationUrl({
    scope: "openid profile email groups",
    code_challenge: generators.codeChallenge(verifier),
    code_challenge_method: "S256",
    nonce: browser.nonce,
    state: browser.state,
    ...more,
  });
  return { url };
}

async function finish(client, url) {
  const { verifier, nonce, state, max_age } = browser;
  const checks = { code_verifier: verifier, nonce, state, max_age, response_type: "code" };
  tokens = await client.callback(about.back, client.callbackParams(url), checks);
  const user = await client.userinfo(tokens);
  return { claims: tokens.claims(), user, refresh: tokens.refresh_token !== undefined };
}

async function refresh(client) {
  const old = tokens;
  tokens = await client.refresh(old);
  return { claims: tokens.claims(), others: tokens.access_token !== old.access_token };
}

const does = {
  begin: (client, { more }) => begin(client, more),
  finish: (client, { url }) => finish(client, url),
  refresh: (client) => refresh(client),
  introspect: (client) => client.introspect(tokens.access_token),
  revoke: async (client) => {
    await client.revoke(tokens.refresh_token);
    return { status: 200 };
  },
  "sign-out": (client) => ({
    url: client.endSessionUrl({ id_token_hint: tokens, post_logout_redirect_uri: about.bye, state: "s" }),
  }),
};

async function main() {
  const issuer = await Issuer.discover(about.issuer);
  const client = new issuer.Client({
    client_id: about.id,
    client_secret: about.secret,
    redirect_uris: [about.back],
    response_types: ["code"],
    id_token_signed_response_alg: about.algorithm,
    token_endpoint_auth_method: about.authentication,
  });
  // For the time between a proof and the look at it.
  client[custom.clock_tolerance] = 30;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    let answer;
    try {
      answer = await does[question.do](client, question);
    } catch (error) {
      // Whatever the library says goes to the test.
      answer = { error: `${error.name}: ${error.message}` };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});

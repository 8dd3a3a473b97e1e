// Takes events of Tweestap and keeps each in a file of its own; whatever is not from Tweestap is refused. Try it:
// TWEESTAP_SECRET=whsec_... FOLDER=/var/lib/events PORT=8090 node webhook.mjs
import { createServer } from "node:http";
import { createHmac, timingSafeEqual } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";

const { TWEESTAP_SECRET = "", FOLDER, PORT } = process.env;

/** Whether this was signed with the secret, within the last five minutes (Standard Webhooks). */
function genuine(secret, headers, body) {
  const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatures } = headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (!secret.startsWith("whsec_") || key.length < 24 || !id || !/^\d+$/.test(time ?? "") || !signatures) return false;
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const signed = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${signed}`);
  return signatures.split(" ").map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}

/** The body as it came; nothing where it is larger than any event. */
async function read(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size <= 1 << 20) pieces.push(piece);
  }
  return size <= 1 << 20 ? Buffer.concat(pieces) : null;
}

/** Keeps an event. The same event may come twice: its file has its id, so that it is kept once. */
async function keep(id, body) {
  await writeFile(`${FOLDER}/${id}.json.part`, body);
  await rename(`${FOLDER}/${id}.json.part`, `${FOLDER}/${id}.json`);
}

createServer(async (request, response) => {
  const end = (status) => response.writeHead(status).end();
  try {
    const body = await read(request);
    if (!body || !genuine(TWEESTAP_SECRET, request.headers, body)) return end(401);
    const id = request.headers["webhook-id"];
    if (!/^[0-9a-zA-Z_-]{1,64}$/.test(id)) return end(400);
    await keep(id, body);
    end(204);
  } catch {
    // Anything but 2xx, and Tweestap sends it again later.
    end(500);
  }
}).listen(Number(PORT), "localhost");

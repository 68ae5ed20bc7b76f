/* Inclusion proofs of the public ledger, checked by code that we did not write.

     npm ci --ignore-scripts
     node verify.js https://HOST [COUNT]      the .tlog-proof files of COUNT (200) records, as the
                                              site serves them, and its entries from /ledger/
     node verify.js proofs.json               the same from a file: {"key": …, "proofs": […]}

   Node's own Ed25519 checks each signed head, @sigstore/verify's Merkle code each path. Then one
   altered copy of every proof is offered, and has to be refused. Prints figures as JSON; ends with
   status 1 at the first disagreement, 2 when something cannot be had. */
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/tlog/merkle.js");

const ED25519_DER = Buffer.from("302a300506032b6570032100", "hex");
const RATE_PAUSE = 100; // milliseconds between two requests
const WIDTH = 256; // entries of a full bundle

/* What was had, and is wrong: the others could not be had. */
class Fault extends Error {}

async function get(url) {
  await new Promise((resolve) => setTimeout(resolve, RATE_PAUSE));
  const answer = await fetch(url, { headers: { "User-Agent": "verify-ledger-js/1" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

/* The key, and the .tlog-proof files of up to `count` records, in order of the ledger. */
async function fromSite(site, count) {
  const key = (await (await get(`${site}/ledger/key`)).text()).trim();
  const refs = new Set();
  for (let after = null; refs.size < count; ) {
    const query = after === null ? "" : `&after=${after}`;
    const page = await (await get(`${site}/api/v1/openings/?limit=100${query}`)).json();
    for (const row of page.results) if (row.displayed && refs.size < count) refs.add(row.ref);
    if (page.next_after === null) break;
    after = page.next_after;
  }
  const bundles = new Map();
  const proofs = [];
  for (const ref of refs) {
    const file = await get(`${site}/api/v1/records/${ref}/proof/?format=tlog-proof`);
    const proof = parsed(await file.text());
    proofs.push({ ...proof, leaf: await entry(site, proof, bundles) });
  }
  return { key, proofs };
}

/* Index, path and signed note of a proof file (c2sp.org/tlog-proof). */
function parsed(text) {
  const at = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, at).split("\n");
  if (at < 0 || header !== "c2sp.org/tlog-proof@v1") throw new Fault("not a proof file");
  if (lines[0].startsWith("extra ")) lines.shift();
  const index = /^index (0|[1-9][0-9]{0,14})$/.exec(lines.shift());
  if (!index) throw new Fault("a proof file without index");
  return { index: Number(index[1]), path: lines, checkpoint: text.slice(at + 2) };
}

/* The entry that a proof is about, from the log's own tiles (c2sp.org/tlog-tiles). */
async function entry(site, proof, bundles) {
  const size = Number(proof.checkpoint.split("\n")[1]);
  const number = Math.floor(proof.index / WIDTH);
  const place = proof.index % WIDTH;
  if (!((bundles.get(number) || []).length > place)) {
    const width = Math.min(WIDTH, size - number * WIDTH);
    const path = bundlePath(number) + (width < WIDTH ? `.p/${width}` : "");
    const answer = await get(`${site}/ledger/tile/entries/${path}`);
    bundles.set(number, unpacked(Buffer.from(await answer.arrayBuffer())));
  }
  const found = bundles.get(number)[place];
  if (found === undefined) throw new Fault(`the log has no entry ${proof.index}`);
  return found;
}

function bundlePath(number) {
  let path = String(number % 1000).padStart(3, "0");
  for (let rest = Math.floor(number / 1000); rest; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }
  return path;
}

/* Entries of a bundle: each after its length as big-endian uint16. */
function unpacked(data) {
  const found = [];
  for (let at = 0; at + 2 <= data.length; ) {
    const end = at + 2 + data.readUInt16BE(at);
    found.push(data.subarray(at + 2, end).toString("utf8"));
    at = end;
  }
  return found;
}

/* Size and root of a signed note; throws unless the key has signed it. */
function opened(note, line) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line);
  const raw = Buffer.from(encoded, "base64").subarray(1);
  const key = crypto.createPublicKey({ key: Buffer.concat([ED25519_DER, raw]), format: "der", type: "spki" });
  const at = note.lastIndexOf("\n\n");
  const text = note.slice(0, at + 1);
  const good = note.slice(at + 2).trimEnd().split("\n").some((row) => {
    const [, signer, data] = row.split(" ");
    const bytes = Buffer.from(data, "base64");
    return signer === name && bytes.subarray(0, 4).toString("hex") === id &&
      crypto.verify(null, Buffer.from(text), key, bytes.subarray(4));
  });
  const [origin, size, root] = text.split("\n");
  if (!good || origin !== name) throw new Error("the head is not signed by the key");
  return { size, root: Buffer.from(root, "base64") };
}

function included(proof, head) {
  verifyMerkleInclusion(
    {
      inclusionProof: {
        logIndex: String(proof.index),
        hashes: proof.path.map((step) => Buffer.from(step, "base64")),
      },
      canonicalizedBody: Buffer.from(proof.leaf),
    },
    { logSize: BigInt(head.size), logHash: head.root },
  );
}

function flipped(text) {
  const bytes = Buffer.from(text, "base64");
  bytes[0] ^= 1;
  return bytes.toString("base64");
}

/* One altered copy, of another kind for each number. */
function altered(proof, number) {
  const copy = { ...proof, path: [...proof.path] };
  const kind = proof.path.length ? number % 4 : 0;
  if (kind === 0) copy.leaf = copy.leaf.replace('"v":1', '"v":2').concat(copy.leaf.includes('"v":1') ? "" : " ");
  if (kind === 1) copy.path[number % copy.path.length] = flipped(copy.path[number % copy.path.length]);
  if (kind === 2) copy.path.pop();
  if (kind === 3) copy.index = proof.index === 0 ? 1 : proof.index - 1;
  return copy;
}

function refused(act) {
  try {
    act();
  } catch {
    return true;
  }
  return false;
}

function check({ key, proofs }) {
  const figures = { accepted: 0, refused: 0, heads_refused: 0 };
  proofs.forEach((proof, number) => {
    const head = opened(proof.checkpoint, key);
    included(proof, head);
    figures.accepted += 1;
    if (!refused(() => included(altered(proof, number), head))) {
      throw new Error(`an altered copy of the proof of entry ${proof.index} was accepted`);
    }
    figures.refused += 1;
    const other = proof.checkpoint.replace(`\n${head.size}\n`, `\n${BigInt(head.size) + 1n}\n`);
    if (!refused(() => opened(other, key))) throw new Error("an altered head was accepted");
    figures.heads_refused += 1;
  });
  if (!proofs.length) throw new Error("there is no proof to check");
  return figures;
}

async function main() {
  const [address, count = "200"] = process.argv.slice(2);
  if (!address) {
    console.error("usage: node verify.js URL-or-file [COUNT]");
    process.exit(2);
  }
  let given;
  try {
    given = /^https?:/.test(address)
      ? await fromSite(address.replace(/\/+$/, ""), Number(count))
      : JSON.parse(fs.readFileSync(address, "utf8"));
  } catch (error) {
    const wrong = error instanceof Fault;
    console.error(`${wrong ? "FAULT" : "NOT CHECKED"}  ${error.message}`);
    process.exit(wrong ? 1 : 2);
  }
  try {
    console.log(JSON.stringify(check(given)));
  } catch (error) {
    console.error(`FAULT  ${error.message}`);
    process.exit(1);
  }
}

main();

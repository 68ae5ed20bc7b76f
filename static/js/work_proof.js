// Proof of work for a form (complaints/work_proof.py): found in a worker, shown, can be cancelled.
// The same file is the worker. Without it, or cancelled, the form is sent after a waiting time.
"use strict";
(() => {
  const K = Int32Array.of(
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  );
  const BEGIN = Int32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  );
  const BLOCK = 64;
  const ROUND = 16384; // attempts between two reports
  const w = new Int32Array(64);

  // One block of SHA-256 (FIPS 180-4) on top of the state `from`, into the state `to`.
  const compress = (from, bytes, at, to) => {
    for (let i = 0, p = at; i < 16; i += 1, p += 4) {
      w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let a = from[0], b = from[1], c = from[2], d = from[3];
    let e = from[4], f = from[5], g = from[6], h = from[7];
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0;
      d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    to[0] = from[0] + a; to[1] = from[1] + b; to[2] = from[2] + c; to[3] = from[3] + d;
    to[4] = from[4] + e; to[5] = from[5] + f; to[6] = from[6] + g; to[7] = from[7] + h;
  };

  // The number that solves a challenge of at most 32 bits; `report` hears how many were tried.
  // What stands before the number is the same each time: its whole blocks are hashed once.
  const solve = (token, bits, report) => {
    const fixed = Uint8Array.from(`${token}.`, (sign) => sign.charCodeAt(0));
    const whole = fixed.length - (fixed.length % BLOCK);
    const known = Int32Array.from(BEGIN);
    for (let at = 0; at < whole; at += BLOCK) compress(known, fixed, at, known);
    const tail = new Uint8Array(2 * BLOCK);
    const state = new Int32Array(8);
    const limit = 2 ** (32 - bits);
    for (let n = 0, digits = ""; ; n += 1) {
      digits = String(n);
      const length = fixed.length - whole + digits.length;
      const size = length + 9 > BLOCK ? 2 * BLOCK : BLOCK;
      if (n === 0 || (digits[0] === "1" && Number(digits.slice(1)) === 0)) { // one digit more
        tail.fill(0);
        tail.set(fixed.subarray(whole));
        tail[length] = 0x80;
        new DataView(tail.buffer).setUint32(size - 4, (whole + length) * 8);
      }
      for (let i = 0, at = fixed.length - whole; i < digits.length; i += 1, at += 1) {
        tail[at] = digits.charCodeAt(i);
      }
      compress(known, tail, 0, state);
      if (size > BLOCK) compress(state, tail, BLOCK, state);
      if (state[0] >>> 0 < limit) return digits;
      if (n % ROUND === ROUND - 1) report(n + 1);
    }
  };

  const begin = (form, source) => {
    const { token, bits } = form.dataset;
    const field = form.querySelector("[data-work-counter]");
    const shown = form.querySelector("[data-work-shown]");
    const bar = form.querySelector("[data-work-progress]");
    let worker = null;
    let wanted = null; // the button that was pressed before the work was done
    let given = false; // up: the server's waiting time applies
    const show = (on) => { if (shown) shown.hidden = !on; };
    const stop = () => {
      if (worker) worker.terminate();
      worker = null;
      show(false);
    };
    const giveUp = () => { stop(); given = true; };
    const work = () => {
      if (worker || field.value || given) return;
      try {
        worker = new Worker(source);
      } catch {
        given = true;
        return;
      }
      worker.onerror = () => { giveUp(); if (wanted) form.requestSubmit(wanted.by); };
      worker.onmessage = ({ data }) => {
        if (bar) bar.value = 1 - Math.exp(-data.tried / 2 ** Number(bits));
        if (data.counter === undefined) return;
        field.value = data.counter;
        stop();
        if (wanted) form.requestSubmit(wanted.by);
      };
      worker.postMessage({ token, bits: Number(bits) });
    };
    form.addEventListener("focusin", work, { once: true });
    form.addEventListener("submit", (event) => {
      if (field.value || given) return;
      work();
      if (given) return;
      event.preventDefault();
      wanted = { by: event.submitter };
      show(true);
    });
    const cancel = form.querySelector("[data-work-cancel]");
    if (cancel) cancel.addEventListener("click", () => { giveUp(); wanted = null; });
  };

  // The address of this very file as the pages' Trusted Types want it: the policy passes no other.
  const trusted = (own) => {
    if (!self.trustedTypes) return own;
    const only = (address) => (address === own ? address : "");
    return self.trustedTypes.createPolicy("work", { createScriptURL: only }).createScriptURL(own);
  };

  if (typeof document !== "undefined") {
    const source = trusted(document.currentScript.src);
    const start = () => {
      for (const form of document.querySelectorAll("form[data-token][data-bits]")) begin(form, source);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  } else if (typeof self !== "undefined" && typeof self.postMessage === "function") {
    self.onmessage = ({ data }) => {
      let tried = 0;
      const report = (count) => { tried = count; self.postMessage({ tried }); };
      const counter = solve(data.token, data.bits, report);
      self.postMessage({ tried: Number(counter) + 1, counter });
    };
  }
})();

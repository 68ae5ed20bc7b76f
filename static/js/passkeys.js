// Passkeys: the browser's ceremony between the challenge on the page and the form that answers it.
"use strict";
(() => {
  const bytes = (text) => {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => {
    if (!buffer) return undefined;
    const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(signs.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const withIds = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const decode = (options) => {
    const found = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (found.user) found.user = { ...found.user, id: bytes(found.user.id) };
    if (found.excludeCredentials) found.excludeCredentials = withIds(found.excludeCredentials);
    if (found.allowCredentials) found.allowCredentials = withIds(found.allowCredentials);
    return found;
  };
  const encode = (credential) => {
    const { response } = credential;
    return JSON.stringify({
      type: credential.type,
      id: credential.id,
      rawId: text(credential.rawId),
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: text(response.userHandle),
      },
    });
  };
  const challenge = async (form) => {
    const given = document.getElementById("passkey-options");
    if (given) return JSON.parse(given.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  };
  const perform = async (form) => {
    const publicKey = decode(await challenge(form));
    const made = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.querySelector("input[name$=credential]").value = encode(made);
    form.submit();
  };
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("[data-passkey-button]");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      perform(form).catch(() => { button.disabled = false; });
    });
  });
})();

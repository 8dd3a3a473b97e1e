// Copy, print and show buttons, and panels that follow a form. Without script they stay hidden, or wait for a button.
"use strict";
for (const button of document.querySelectorAll("button[hidden][data-act]")) {
  const target = document.getElementById(button.dataset.target);
  const said = button.querySelector("[data-words]");
  const acts = {
    copy: async () => {
      const lines = target.children.length ? [...target.children].map((line) => line.textContent.trim()) : [target.textContent.trim()];
      try {
        await navigator.clipboard.writeText(lines.join(button.dataset.join === "line" ? "\n" : ""));
        said.textContent = button.dataset.done;
      } catch {
        // Refused by the browser: select it, so that one key copies it.
        getSelection().selectAllChildren(target);
      }
    },
    print: () => window.print(),
    show: () => {
      const plain = target.type === "password";
      target.type = plain ? "text" : "password";
      said.textContent = plain ? button.dataset.done : button.dataset.rest;
      target.focus();
    },
  };
  if (button.dataset.act === "copy" && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", acts[button.dataset.act]);
}

// A form with data-live="id id" has these parts of its page renewed as one types: the server renders the preview.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting, asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      const fields = new URLSearchParams(new FormData(form));
      fields.set("act", "preview");
      try {
        const answer = await fetch(form.action, { method: "POST", body: fields, redirect: "error" });
        if (!answer.ok || mine !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const id of form.dataset.live.split(" ")) {
          const [now, next] = [document.getElementById(id), page.getElementById(id)];
          if (now && next) now.replaceChildren(...next.childNodes);
        }
      } catch {
        // Signed out or away: the buttons of the form say so.
      }
    }, 400);
  });
}

// Passkeys: a form with data-passkey asks the browser, and is sent with what that answers. "any" may also be chosen from the name field.
{
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const written = (made) => {
    const { response } = made;
    const fields = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      fields.attestationObject = text(response.attestationObject);
      fields.transports = response.getTransports ? response.getTransports() : [];
    } else {
      fields.authenticatorData = text(response.authenticatorData);
      fields.signature = text(response.signature);
      fields.userHandle = response.userHandle ? text(response.userHandle) : null;
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: fields });
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    // Read anew for each question: what a page asks counts for minutes, and is renewed while it stands open.
    const asked = () => {
      const said = JSON.parse(form.dataset.options);
      const options = { ...said, challenge: bytes(said.challenge) };
      if (form.dataset.passkey === "create") {
        options.user = { ...said.user, id: bytes(said.user.id) };
        options.excludeCredentials = known(said.excludeCredentials);
      } else {
        options.allowCredentials = known(said.allowCredentials);
      }
      return options;
    };
    const able = Boolean(window.PublicKeyCredential);
    let waiting, modal = false;
    const show = (name) => {
      const faults = [...form.querySelectorAll("[data-fault]")];
      const shown = faults.find((one) => one.dataset.fault === name) || faults[0];
      for (const one of faults) one.hidden = one !== shown;
    };
    const ask = async (more) => {
      waiting?.abort();
      waiting = new AbortController();
      const { signal } = waiting;
      modal = !more.mediation;
      const options = { publicKey: asked(), signal, ...more };
      try {
        const made = await (form.dataset.passkey === "create" ? navigator.credentials.create(options) : navigator.credentials.get(options));
        form.elements.passkey.value = written(made);
        form.submit();
      } catch (error) {
        // Given up for another question of this page, or never asked for: nothing to tell.
        if (signal.aborted || more.mediation) return;
        modal = false;
        show(error.name);
      }
    };
    for (const one of form.querySelectorAll("[data-able]")) one.hidden = !able;
    form.addEventListener("submit", (event) => {
      if (!event.submitter || !event.submitter.hasAttribute("data-ask")) return;
      event.preventDefault();
      if (able) ask({}); else show("NotSupportedError");
    });
    if (able && form.dataset.passkey === "any" && PublicKeyCredential.isConditionalMediationAvailable) {
      const offer = () => PublicKeyCredential.isConditionalMediationAvailable().then((may) => may && ask({ mediation: "conditional" }));
      const renew = async () => {
        if (document.hidden || modal) return;
        try {
          const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
          const fresh = page.querySelector("form[data-passkey=any]");
          if (!fresh || modal) return;
          form.dataset.options = fresh.dataset.options;
          offer();
        } catch {
          // Away: what is asked grows old, and the answer says so.
        }
      };
      offer();
      setInterval(renew, 240000);
      document.addEventListener("visibilitychange", renew);
    }
  }
}

// Saves the page in the background, as typed. Without it, "Save and continue" does the same.

const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-save-status]");

if (form && line && window.fetch) {
  const WAIT = 2000;
  const QUIET = 20000;
  const RETRIES = [2000, 5000, 15000, 30000];
  let timer;
  let busy = false;
  let waiting;
  let unsaved = false;
  let stopped = false;
  let failures = 0;
  let told = 0;

  const tell = (text, now) => {
    // Screen readers hear at most one line in 20 seconds; a failure is always said.
    if (!now && Date.now() - told < QUIET) return;
    told = Date.now();
    line.textContent = text;
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const failed = () => {
    tell(line.dataset.waiting, true);
    later(RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
  };

  const stop = (text) => {
    stopped = true;
    tell(text, true);
  };

  async function save() {
    if (busy || stopped || !unsaved) return;
    busy = true;
    unsaved = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        redirect: "error",
        keepalive: true,
      });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && said.at) {
        form.elements.version.value = said.version;
        failures = 0;
        tell(line.dataset.saved.replace("#", said.at), line.textContent === line.dataset.waiting);
      } else if (said.conflict || said.gone) {
        stop(said.conflict ? form.dataset.conflict : form.dataset.gone);
      } else {
        unsaved = true;
        failed();
      }
    } catch {
      unsaved = true;
      failed();
    }
    busy = false;
    if (waiting) form.requestSubmit(waiting === form ? null : waiting);
    waiting = undefined;
    if (unsaved && !failures) later(WAIT);
  }

  const changed = () => {
    unsaved = true;
    later(WAIT);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => unsaved && save());
  // A save that is on its way makes the page's version old: the page is sent when the answer is there.
  form.addEventListener("submit", (event) => {
    stopped = true;
    unsaved = false;
    clearTimeout(timer);
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting) waiting = event.submitter ?? form;
  }, { capture: true });
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("online", () => unsaved && later(0));
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  addEventListener("beforeunload", (event) => { if (unsaved && !stopped) event.preventDefault(); });
}

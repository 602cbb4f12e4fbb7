// Improves pages that already work without it. Every part starts from a data attribute; texts come from the page.

const each = (selector, start) => {
  for (const element of document.querySelectorAll(selector)) {
    try {
      start(element);
    } catch {
      // A broken extra must never break the page.
    }
  }
};

each("[data-error-summary]", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".mc-field") ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  });
});

each("form[method='post']", (form) => {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 8000) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
    if (!button?.dataset.sending) return;
    button.setAttribute("aria-disabled", "true");
    // Only the words in front: what stands behind them for screen readers stays.
    button.dataset.label = button.firstChild.textContent;
    button.firstChild.textContent = button.dataset.sending;
  });
});

// Coming back with the Back button shows a page that can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  each("form[data-sent]", (form) => delete form.dataset.sent);
  each("button[data-label]", (button) => {
    button.removeAttribute("aria-disabled");
    button.firstChild.textContent = button.dataset.label;
  });
});

each("[data-password]", (box) => {
  const input = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.textContent = show ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", show ? button.dataset.hideLabel : button.dataset.showLabel);
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
});

each("[data-count]", (text) => {
  const line = document.getElementById(text.dataset.count);
  const most = Number(text.dataset.max);
  let timer;
  const tell = () => {
    const left = most - [...text.value].length;
    line.textContent = left > 200 ? line.dataset.rest
      : left >= 0 ? line.dataset.left.replace("#", left) : line.dataset.over.replace("#", -left);
  };
  line.dataset.rest = line.textContent;
  text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, 1000); });
});

each("[data-offline]", (bar) => {
  const show = () => { bar.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
});

each("[data-session]", (bar) => {
  const seconds = Number(bar.dataset.session);
  const warn = Math.max(0, seconds - 120);
  bar.hidden = warn > 0; // shown again as news two minutes before, so that screen readers say it
  setTimeout(() => { bar.classList.add("mc-bar"); bar.hidden = false; }, warn * 1000);
});

each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

each("[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
});

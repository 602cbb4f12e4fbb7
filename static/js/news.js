// Asks now and then whether a case has news; content never moves by itself, a link appears (decision 11).

const EVERY = 30_000;
const place = document.querySelector("[data-news]");

const tell = () => {
  const link = document.createElement("a");
  link.href = location.pathname;
  link.textContent = place.dataset.link;
  place.append(`${place.dataset.text} `, link);
  place.dataset.shown = "";
};

const ask = async () => {
  if (document.hidden || "shown" in place.dataset) return;
  try {
    const answer = await fetch(place.dataset.news, {
      headers: { "If-None-Match": `"${place.dataset.mark}"`, "X-MyCIC-Poll": "1" },
      cache: "no-store",
      redirect: "error",
    });
    if (answer.status === 200) tell();
  } catch {
    // Offline or signed out: the page stays as it is and asks again later.
  }
};

if (place) setInterval(ask, EVERY);

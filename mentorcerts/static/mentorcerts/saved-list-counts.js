// The menu shows how many are on each saved list. They are counted after the page is there, so that
// no page waits for them.
document.addEventListener("DOMContentLoaded", async () => {
  const own = /^(.*\/lists\/)(\d+)\/$/;
  const links = [...document.querySelectorAll("#nav-sidebar a[href*='/lists/']")]
    .map((link) => [link, own.exec(link.pathname)])
    .filter(([, found]) => found);
  if (!links.length) return;
  const answer = await fetch(`${links[0][1][1]}counts/`, { headers: { accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const counts = await answer.json();
  for (const [link, [, , id]] of links) {
    if (!(id in counts)) continue;
    const badge = document.createElement("span");
    badge.className = "saved-list-count bg-base-100 dark:bg-base-800 font-semibold ml-auto px-1.5 rounded-xs text-xs";
    badge.textContent = counts[id];
    if (counts[id] === "?") badge.title = "Its filters are not understood any more.";
    link.append(badge);
  }
});

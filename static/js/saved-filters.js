// Fills in how many posts each saved filter finds, once the list is there.

const nav = document.querySelector(".saved-views");

async function showCounts() {
  const places = nav.querySelectorAll(".saved-view-count");
  try {
    const response = await fetch(nav.dataset.countsUrl);
    if (!response.ok || response.redirected) return;
    const { counts } = await response.json();
    counts.forEach((count, index) => (places[index].textContent = count ?? ""));
  } catch {
    // The filters work without counts.
  }
}

if (nav) showCounts();

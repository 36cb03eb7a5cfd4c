/**
 * The first file of the house's page. It imports no other one, so that it runs and goes on trying where they cannot be had: a tablet in
 * the kitchen has nobody who reloads it. What is said meanwhile stands in `house.html`.
 */
const AGAIN_MS = 10_000;

import('./house-page.ts').then(({ startHousePage }) => startHousePage()).catch(sayAndTryAgain);

function sayAndTryAgain(): void {
  document.documentElement.dataset['start'] = 'failed';
  setTimeout(reloadOnceThere, AGAIN_MS);
}

/** Without its server, the browser would show a page of its own, which never tries again. */
function reloadOnceThere(): void {
  fetch('.', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => (ok ? location.reload() : sayAndTryAgain()),
    sayAndTryAgain,
  );
}

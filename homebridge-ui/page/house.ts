/**
 * The first file of the house's page. It imports no other file, so that it runs and keeps trying if the others cannot be loaded: nobody
 * reloads a tablet in the kitchen. The text shown meanwhile is in `house.html`.
 */
const AGAIN_MS = 10_000;

import('./house-page.ts').then(({ startHousePage }) => startHousePage()).catch(sayAndTryAgain);

function sayAndTryAgain(): void {
  document.documentElement.dataset['start'] = 'failed';
  setTimeout(reloadOnceThere, AGAIN_MS);
}

/** If the server is down, a reload would show the browser's error page, which never tries again. */
function reloadOnceThere(): void {
  fetch('.', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => (ok ? location.reload() : sayAndTryAgain()),
    sayAndTryAgain,
  );
}

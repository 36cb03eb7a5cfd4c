import { HomebridgePluginUiServer } from '@homebridge/plugin-ui-utils';
import { once } from './once.ts';
import type { Protocol } from './protocol.ts';

const PATHS = {
  ...{ '/status': true, '/ports': true, '/listen': true, '/influx/try': true, '/influx/create': true },
  ...{ '/meters': true, '/curve': true, '/spans': true, '/contract': true, '/offers': true, '/check': true },
  ...{ '/imports': true, '/import/piece': true, '/import/examine': true, '/import/do': true },
  ...{ '/import/forget': true, '/import/undo': true, '/house': true, '/mqtt/try': true },
} as const satisfies { readonly [P in keyof Protocol]: true };

/**
 * Answers the settings page. Homebridge UI forks a process for this server, which lives as long as the page is open. It loads the page only
 * once the server is ready, so the server reports that at once, and loads its modules meanwhile.
 */
export function startServer(): void {
  // plugin-ui-utils logs each request to Homebridge's log, and the page sends one every few seconds.
  console.log = () => {};
  process.on('error', ignoreClosedPage);
  const server = new HomebridgePluginUiServer();
  server.ready();
  const answers = once(async () =>
    (await import('./page-answers.ts')).answersInWords(server.homebridgeStoragePath ?? '.'),
  );
  for (const path of Object.keys(PATHS) as (keyof Protocol)[]) {
    server.onRequest(path, async (payload) => (await answers())(path, payload));
  }
  // The next request reports why the modules cannot be loaded, for example while the plugin is being updated.
  answers().catch(() => {});
}

/** Node's error codes for an answer that nobody is waiting for any more, since the page was closed. */
const CLOSED_PAGE: readonly unknown[] = ['EPIPE', 'ERR_IPC_CHANNEL_CLOSED'];

/**
 * plugin-ui-utils sends answers without a callback, so Node emits their failure as an `error` of the process. When the page is closed,
 * plugin-ui-utils ends the process by itself.
 * @throws any other error, which ends the process
 */
function ignoreClosedPage(error: NodeJS.ErrnoException): void {
  if (!CLOSED_PAGE.includes(error.code)) throw error;
}

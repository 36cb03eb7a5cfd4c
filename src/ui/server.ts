import { HomebridgePluginUiServer, RequestError } from '@homebridge/plugin-ui-utils';
import { type Machine, thisMachine } from '../doctor/machine.ts';
import { textsIn } from '../texts/texts.ts';
import type { Protocol } from './protocol.ts';
import { refusedRequest, requestFrom, requestLanguage } from './request.ts';

/** Answers the settings page. Homebridge UI forks a process for this server, which lives as long as the page is open. */
export function startServer(): void {
  // plugin-ui-utils logs each request to Homebridge's log, and the page asks every few seconds.
  console.log = () => {};
  process.on('error', ignoreClosedPage);
  const server = new HomebridgePluginUiServer();
  const answers = pageAnswers(thisMachine(), server.homebridgeStoragePath ?? '.');
  for (const path of Object.keys(answers) as (keyof Protocol)[]) {
    server.onRequest(path, (payload) => answerInWords(path, payload, answers));
  }
  server.ready();
}

/** What Node says of an answer for which nobody waits any more, since the page was closed. */
const CLOSED_PAGE: readonly unknown[] = ['EPIPE', 'ERR_IPC_CHANNEL_CLOSED'];

/**
 * plugin-ui-utils sends answers without a callback, so that Node emits what goes wrong there as an `error` of the process. When
 * the page is closed, plugin-ui-utils ends the process by itself. @throws any other error, which ends the process
 */
function ignoreClosedPage(error: NodeJS.ErrnoException): void {
  if (!CLOSED_PAGE.includes(error.code)) throw error;
}

/** Answers one request. Errors of any kind reach the page in words. */
async function answerInWords<P extends keyof Protocol>(path: P, payload: unknown, answers: PageAnswers) {
  try {
    return await answers[path](requestFrom(path, payload));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw refusedRequest(textsIn[requestLanguage(payload)].ui.broken(String(error)));
  }
}

/** A function for each kind of request. Each may throw a RequestError, in the user's language. */
export type PageAnswers = {
  readonly [P in keyof Protocol]: (asks: Protocol[P]['asks']) => Promise<Protocol[P]['answers']>;
};

/**
 * What answers a question is loaded with the first question of its kind: the page's first view asks two kinds.
 * @param folder the storage folder of Homebridge
 */
export function pageAnswers(machine: Machine, folder: string): PageAnswers {
  const { clock } = machine;
  const status = once(async () => (await import('./status-answer.ts')).createStatusAnswer(machine, folder));
  const listen = once(async () => (await import('./listen.ts')).createListener(machine, folder));
  const history = once(async () => (await import('./history-answers.ts')).historyAnswers(machine, folder));
  const imports = once(async () => (await import('./imports.ts')).importAnswers({ machine, folder }));
  const influx = () => import('./influx-trial.ts');
  return {
    '/status': async (asks) => (await status())(asks),
    async '/ports'() {
      return (await machine.ports()).map(({ path, plugged }) => ({ path, ...(plugged !== undefined && { plugged }) }));
    },
    '/listen': async (asks) => (await listen())(asks),
    '/influx/try': async (asks) => (await influx()).tryInflux(asks.influx, asks.language, clock),
    '/influx/create': async (asks) => (await influx()).createDatabase(asks.influx, asks.language, clock),
    '/meters': async (asks) => (await history())['/meters'](asks),
    '/curve': async (asks) => (await history())['/curve'](asks),
    '/spans': async (asks) => (await history())['/spans'](asks),
    '/contract': async (asks) => (await history())['/contract'](asks),
    '/import/piece': async (asks) => (await imports())['/import/piece'](asks),
    '/import/examine': async (asks) => (await imports())['/import/examine'](asks),
    '/import/do': async (asks) => (await imports())['/import/do'](asks),
    '/import/forget': async (asks) => (await imports())['/import/forget'](asks),
    '/import/undo': async (asks) => (await imports())['/import/undo'](asks),
    '/imports': async (asks) => (await imports())['/imports'](asks),
    '/check': async (asks) => (await import('./form-problems.ts')).formProblems(asks.config, asks.language),
  };
}

/** A function that makes something at its first call, and gives the same at all others. */
function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

import { join } from 'node:path';
import { HomebridgePluginUiServer, RequestError } from '@homebridge/plugin-ui-utils';
import type { ConfigProblem } from '../config/read-config.ts';
import { readConfig } from '../config/read-config.ts';
import { runningPluginStatus } from '../doctor/homebridge-storage.ts';
import { type Machine, thisMachine } from '../doctor/machine.ts';
import { rescuedText } from '../journal/readable.ts';
import { JOURNAL_FILE } from '../settings.ts';
import { type Language, textsFor, textsIn } from '../texts/texts.ts';
import { contractFacts } from './contract-facts.ts';
import { energySpans } from './energy-spans.ts';
import { importAnswers } from './imports.ts';
import { createDatabase, tryInflux } from './influx-trial.ts';
import { powerCurve, readJournal } from './journal-charts.ts';
import { createListener } from './listen.ts';
import type { Problem, Protocol } from './protocol.ts';
import { refusedRequest, requestFrom, requestLanguage } from './request.ts';
import { createStatusAnswer } from './status-answer.ts';

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

/** @param folder the storage folder of Homebridge */
export function pageAnswers(machine: Machine, folder: string): PageAnswers {
  const { clock } = machine;
  return {
    '/status': createStatusAnswer(machine, folder),
    async '/ports'() {
      return (await machine.ports()).map(({ path, plugged }) => ({ path, ...(plugged !== undefined && { plugged }) }));
    },
    '/listen': createListener(machine, folder),
    '/influx/try': ({ influx, language }) => tryInflux(influx, language, clock),
    '/influx/create': ({ influx, language }) => createDatabase(influx, language, clock),
    '/meters': ({ language }) => readJournal(folder, machine, textsIn[language].ui, (archive) => archive?.meters ?? []),
    '/curve': ({ meter, span, language }) =>
      readJournal(folder, machine, textsIn[language].ui, (archive) => powerCurve(archive, meter, span, clock.wall())),
    '/spans': ({ language, ...asks }) =>
      readJournal(folder, machine, textsIn[language].ui, (archive) => {
        const spans = energySpans(archive, asks, clock.wall());
        const rescued = archive && rescuedText(archive, join(folder, JOURNAL_FILE), textsFor(language, 'page').journal);
        return { ...spans, ...(rescued !== undefined && { rescued }) };
      }),
    async '/contract'({ meter, language }) {
      const status = await runningPluginStatus(folder, machine);
      const running = status?.meters.find(({ slug }) => slug === meter);
      return readJournal(folder, machine, textsIn[language].ui, (archive) =>
        contractFacts(archive, { meter, language, nowMs: clock.wall(), running }),
      );
    },
    ...importAnswers({ machine, folder }),
    async '/check'({ config, language }) {
      return formProblems(readConfig(config, language).problems, language);
    },
  };
}

/**
 * Problems in words for the form, which has labels where config.json has names of fields. The log's texts end with what the
 * plugin does despite the problem ("This tile is left out."). That is cut off, since the form saves nothing that is wrong.
 */
function formProblems(problems: readonly ConfigProblem[], language: Language): readonly Problem[] {
  const { config, ui } = textsIn[language];
  const ends = Object.values(config.consequences);
  return problems.map((problem) => {
    const { path, says } = problem;
    if (problem.isDoubt) return problem;
    if (says === config.urlSecrets) return { path, says: ui.urlSecrets };
    const end = ends.find((one) => says.endsWith(` ${one}`));
    return { path, says: end === undefined ? says : says.slice(0, -end.length).trimEnd() };
  });
}

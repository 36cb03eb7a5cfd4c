import { hostname, networkInterfaces } from 'node:os';
import { RequestError } from '@homebridge/plugin-ui-utils';
import { type Machine, thisMachine } from '../doctor/machine.ts';
import { type Texts, textsIn } from '../texts/texts.ts';
import { once } from './once.ts';
import type { Protocol } from './protocol.ts';
import { RefusedRequest, requestFrom, requestLanguage, WrongField } from './request.ts';
import { createStatusAnswer } from './status-answer.ts';

type Answer<P extends keyof Protocol> = (asks: Protocol[P]['asks']) => Promise<Protocol[P]['answers']>;

/** A function for each kind of request. Each may throw a RefusedRequest. */
export type PageAnswers = { readonly [P in keyof Protocol]: Answer<P> };

/**
 * Returns the function that answers one request. Errors of any kind reach the page in words.
 * @param folder the storage folder of Homebridge
 */
export function answersInWords(folder: string) {
  const answers = pageAnswers(thisMachine(), folder);
  return async <P extends keyof Protocol>(path: P, payload: unknown): Promise<Protocol[P]['answers']> => {
    try {
      return await answers[path](requestFrom(path, payload));
    } catch (error) {
      throw new RequestError(wordsFor(error, textsIn[requestLanguage(payload)].ui), {});
    }
  };
}

function wordsFor(error: unknown, texts: Texts['ui']): string {
  if (error instanceof RefusedRequest) return error.message;
  return error instanceof WrongField ? texts.misunderstood(error.field) : texts.broken(String(error));
}

/**
 * The answers to the page. The status, which the first view shows, is loaded at once; the rest is loaded on its first request.
 * @param folder the storage folder of Homebridge
 */
export function pageAnswers(machine: Machine, folder: string): PageAnswers {
  const { clock } = machine;
  const listen = once(async () => (await import('./listen.ts')).createListener(machine, folder));
  const history = once(async () => (await import('./page-history.ts')).pageHistory(machine, folder));
  const imports = once(async () => (await import('./imports.ts')).importAnswers({ machine, folder }));
  const influx = () => import('./influx-trial.ts');
  return {
    '/status': createStatusAnswer(machine, folder),
    async '/ports'() {
      return (await machine.ports()).map(({ path, plugged }) => ({ path, plugged }));
    },
    '/listen': async (asks) => (await listen())(asks),
    '/influx/try': async (asks) => (await influx()).tryInflux(asks.influx, asks.language, clock),
    '/influx/create': async (asks) => (await influx()).createDatabase(asks.influx, asks.language, clock),
    '/mqtt/try': async (asks) => (await import('./mqtt-trial.ts')).tryMqtt(asks.mqtt, asks.language, machine),
    '/meters': async (asks) => (await history())['/meters'](asks),
    '/curve': async (asks) => (await history())['/curve'](asks),
    '/spans': async (asks) => (await history())['/spans'](asks),
    '/contract': async (asks) => (await history())['/contract'](asks),
    '/offers': async (asks) => (await history())['/offers'](asks),
    '/import/piece': async (asks) => (await imports())['/import/piece'](asks),
    '/import/examine': async (asks) => (await imports())['/import/examine'](asks),
    '/import/do': async (asks) => (await imports())['/import/do'](asks),
    '/import/forget': async (asks) => (await imports())['/import/forget'](asks),
    '/import/undo': async (asks) => (await imports())['/import/undo'](asks),
    '/imports': async (asks) => (await imports())['/imports'](asks),
    '/house': async () => (await import('./house-addresses.ts')).houseAddresses(networkInterfaces(), hostname()),
    '/check': async (asks) => (await import('./form-problems.ts')).formProblems(asks.config, asks.language),
  };
}

import { HomebridgePluginUiServer, RequestError } from '@homebridge/plugin-ui-utils';
import { thisMachine } from '../doctor/machine.ts';
import { textsIn } from '../texts/texts.ts';
import { type Answers, answersFrom } from './answers.ts';
import { asksIn, languageIn } from './payload.ts';
import type { Protocol } from './protocol.ts';
import { refusal } from './refusal.ts';

/** Answers the settings page, in the process that Homebridge UI has forked for it, for as long as the page is open. */
export function startServer(): void {
  // plugin-ui-utils logs each request, and the page asks every few seconds: Homebridge's log is not for that.
  console.log = () => {};
  const server = new HomebridgePluginUiServer();
  const answers = answersFrom(thisMachine(), server.homebridgeStoragePath ?? '.');
  for (const path of Object.keys(answers) as (keyof Protocol)[]) {
    server.onRequest(path, (payload) => answered(path, payload, answers));
  }
  server.ready();
}

/** Whatever happens, the page has it in words. */
async function answered<P extends keyof Protocol>(path: P, payload: unknown, answers: Answers) {
  try {
    return await answers[path](asksIn(path, payload));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw refusal(textsIn[languageIn(payload)].ui.broken(String(error)));
  }
}

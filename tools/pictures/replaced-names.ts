import type { Browser, BrowserContext } from 'playwright-core';
import type { PortChoice, Protocol } from '../../src/ui/protocol.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { type Look, openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';

/** What is plugged in on the pictures. */
export const USB = '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0';
const PORTS: readonly PortChoice[] = [
  { path: USB, plugged: 'FTDI FT232R USB UART A10KPDYF' },
  { path: '/dev/ttyAMA0' },
];

/** What stands on the pictures in the place of what is really there: `[shown, real]`. */
export type Names = readonly (readonly [shown: string, real: string])[];

/** What the page's server answers on the pictures, whatever it is asked: by the path of the request. */
export type Told = { readonly [P in keyof Protocol]?: Protocol[P]['answers'] };

/** The plugin's settings, with believable names of this machine's devices and servers. */
export function openOnStage(
  browser: Browser,
  ui: Ui,
  look: Look,
  names: Names = [],
  told: Told = {},
): Promise<Settings> {
  return openSettings(browser, ui, { ...look, before: (context) => rename(context, names, told) });
}

/** Between the page and its server: the page says `shown`, the server hears `real`, and the other way round. */
async function rename(context: BrowserContext, names: Names, told: Told): Promise<void> {
  await context.addInitScript(
    ({ names, told }) => {
      const swap = (value: unknown, from: 0 | 1, to: 0 | 1) =>
        JSON.parse(names.reduce((text, pair) => text.replaceAll(pair[from], pair[to]), JSON.stringify(value ?? null)));
      let client: Client | undefined;
      Object.defineProperty(globalThis, 'homebridge', {
        get: () => client,
        set(given: Client) {
          const ask = given._requestResponse.bind(given);
          given._requestResponse = async (payload) =>
            told[payload.path ?? ''] ?? swap(await ask(swap(payload, 0, 1)), 1, 0);
          client = given;
        },
      });
    },
    { names, told: { '/ports': PORTS, ...told } as { readonly [path: string]: unknown } },
  );
}

/** Homebridge UI's own client in the plugin's page. */
interface Client {
  _requestResponse(payload: { readonly path?: string }): Promise<unknown>;
}

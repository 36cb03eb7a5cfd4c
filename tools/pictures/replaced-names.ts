import type { Browser, Page } from 'playwright-core';
import type { HouseAddresses, PortChoice, Protocol } from '../../src/ui/protocol.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { type Look, openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';

/** The serial adapter in the pictures. */
export const USB = '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0';
/** The InfluxDB, the VictoriaMetrics and the MQTT broker in the pictures: all on the machine that runs Homebridge. */
export const INFLUX = 'localhost:8086';
export const VICTORIA = 'localhost:8428';
export const BROKER = 'localhost:1883';
/** The host and port of a server that does not answer: nothing listens there. */
export const NOWHERE = '127.0.0.1:9';
/** The machine with Homebridge in the pictures, as the home's network knows it. */
export const HOME: HouseAddresses = { addresses: ['192.168.1.20'], name: 'raspberrypi.local' };
const PORTS: readonly PortChoice[] = [
  { path: USB, plugged: 'FTDI FT232R USB UART A10KPDYF' },
  { path: '/dev/ttyAMA0' },
];

/** Names in the pictures that replace real names. */
export type Names = readonly (readonly [shown: string, real: string])[];

/** Fixed answers of the page's server in the pictures, by the path of the request. */
export type FixedAnswers = { readonly [P in keyof Protocol]?: Protocol[P]['answers'] };

/** Opens the plugin's settings with realistic names for this machine's devices and servers. */
export function openWithNames(
  browser: Browser,
  ui: Ui,
  look: Look,
  names: Names = [],
  told: FixedAnswers = {},
): Promise<Settings> {
  return openSettings(browser, ui, { ...look, before: (page) => rename(page, names, told) });
}

/** Replaces names between the page and its server, in both directions: the page uses `shown`, the server `real`. */
function rename(page: Page, names: Names, told: FixedAnswers): Promise<AsyncDisposable> {
  return page.addInitScript(
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

/** The client of Homebridge UI in the plugin's page. */
interface Client {
  _requestResponse(payload: { readonly path?: string }): Promise<unknown>;
}

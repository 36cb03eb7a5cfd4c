import { expect, test } from 'vitest';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf, type Subscription } from '../../testbed/homebridge/phone.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { meterIsOpenedAnew } from '../../testbed/meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { historiqueFrame, voltAmperes } from '../../testbed/support/frames.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

/** What each stage switches off in the house of docs/load-shedding.md, in VA. Its meter has 9 kVA, as that of `historiqueFrame`. */
const SHED_VA = [2400, 1500, 1000];
const STAGES = stagesOfPage();
const NAMES = STAGES.map(({ name }) => name);
/** How long Home takes from a sensor to the outlet. */
const AUTOMATION_S = 2;
/** From one second to the next the rest of the house draws so much more or less. */
const NOISE_VA = 300;

/** What the rest of the house draws from a second on, in VA. */
const EVENING: readonly (readonly [atS: number, va: number])[] = [
  [0, 1200],
  // The oven.
  [10, 3700],
  // The hob.
  [60, 6000],
  // The kettle, and the hair dryer.
  [120, 8200],
  [180, 6000],
  [300, 3700],
  [480, 1200],
];
const END_S = 700;

const EVENTS: readonly (readonly [atS: number, says: string])[] = [
  [15, 'Stage 1 on'],
  [70, 'Stage 2 on'],
  [135, 'Stage 3 on'],
  [240, 'Stage 3 off'],
  [420, 'Stage 2 off'],
  [660, 'Stage 1 off'],
];

test('three stages switch off one after the other and on again in reverse, though what they switch changes the load', async () => {
  await using meter = await startTcpMeter();
  const sensors = STAGES.map((stage) => ({ ...stage, kind: 'contact' }));
  await using homebridge = await startHomebridge({
    config: pluginBlock({
      meters: [{ name: 'Linky', port: meter.port, mode: 'historique', tiles: ['power', 'current'], sensors }],
    }),
    ...{ debug: true, clock: childClock({ isSteered: true }) },
  });
  await using phone = phoneOf(homebridge.bridge);
  const heard = await subscribed(phone);
  await meter.waitUntilOpened();
  await homebridge.clock.stop();
  await meterIsOpenedAnew(meter, homebridge);

  const isOn = new Map<string, boolean>();
  /** Which loads the automations have switched off, by the second in which they do so. */
  const orders: { readonly atS: number; readonly stage: number; readonly isShed: boolean }[] = [];
  const seen: (readonly [atS: number, says: string])[] = [];
  let mostVA = 0;
  /** The line of the log since which the meter is heard. */
  let heardAt = 0;
  for (let second = 0; second <= END_S; second += 1) {
    const va = houseAt(second, orders);
    if (orders.length > 0) mostVA = Math.max(mostVA, va);
    // A delay ends at the end of a second.
    const atS = second + 1;
    for (const { accessory, value } of await secondOf(second, va, { homebridge, meter, heard })) {
      seen.push([atS, `${accessory} ${value ? 'on' : 'off'}`]);
      isOn.set(accessory, Boolean(value));
      orders.push({ atS: atS + AUTOMATION_S, stage: NAMES.indexOf(accessory), isShed: Boolean(value) });
    }
    if (second === 0) heardAt = homebridge.log.length;
  }
  expect(seen).toEqual(EVENTS);
  expect([...isOn.values()]).toEqual([false, false, false]);
  expect(mostVA).toBeGreaterThan(9000);
  // The clock of this home stands still while the machine does, so nothing excuses an alarm about a disk, a thread or a clock.
  expect(homebridge.log.slice(heardAt).filter((line) => !line.includes(' VA · '))).toEqual([
    expect.stringContaining('Linky: the meter is back after'),
  ]);
});

interface Stage {
  readonly homebridge: Homebridge;
  readonly meter: TcpMeter;
  readonly heard: Subscription;
}

/** The house in a second: what is not switched, with its noise, and what the stages have not switched off. */
function houseAt(second: number, orders: readonly { atS: number; stage: number; isShed: boolean }[]): number {
  const rest = EVENING.findLast(([atS]) => atS <= second)?.[1] ?? 0;
  const noise = second % 2 === 0 ? NOISE_VA : -NOISE_VA;
  const shed = (stage: number) => orders.findLast((one) => one.stage === stage && one.atS <= second)?.isShed;
  return rest + noise + SHED_VA.filter((_, stage) => !shed(stage)).reduce((sum, va) => sum + va, 0);
}

/** Plays a second with one frame. Gives the events of the sensors until its end. */
async function secondOf(second: number, va: number, { homebridge, meter, heard }: Stage) {
  const { log, waitForLog, clock } = homebridge;
  const amperes = second % 90;
  const at = log.length;
  meter.write(historiqueFrame({ IINST: String(amperes).padStart(3, '0'), PAPP: voltAmperes(va) }));
  await waitForLog(new RegExp(`· ${amperes} A`), at);
  await clock.advance(1_000);
  // The current differs from second to second. Once its event has come, those that came before it have come, too.
  const isCurrent = ({ accessory }: { accessory: string }) => accessory === 'Linky Current';
  await expect
    .poll(() => heard.pending.filter(isCurrent).map(({ value }) => value), { interval: 2 })
    .toContain(amperes);
  return heard.take().filter((event) => !isCurrent(event));
}

function subscribed(phone: Phone): Promise<Subscription> {
  return phone.subscribe(...NAMES.map((accessory) => ({ accessory, characteristic: 'ContactSensorState' as const })), {
    accessory: 'Linky Current',
    characteristic: 'CurrentAmbientLightLevel',
  });
}

/** The sensors as the page for users has them. */
function stagesOfPage(): readonly { readonly name: string }[] {
  const [block] = markdownIn('docs/load-shedding.md').blocks.filter(({ language }) => language === 'json');
  return JSON.parse(`{${block?.text}}`).sensors;
}

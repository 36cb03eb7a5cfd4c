// The process in the network namespace, with a Homebridge with Matter and a controller. The test makes the calls below
// over IPC, and ends the process by closing the channel.
import { Environment, Logger, LogLevel, Millis, Seconds, type ServerNode } from '@matter/main';
import {
  ClientInteraction,
  type PeerAddress,
  PeerSet,
  Read,
  type ReadResult,
  SessionIntervals,
  SessionManager,
  Subscribe,
  SustainedSubscription,
} from '@matter/main/protocol';
import { ClusterId, ManualPairingCodeCodec, type NodeId } from '@matter/main/types';
import { CommissioningController } from '@project-chip/matter.js';
import { toDecodedAttributeReportValue } from '@project-chip/matter.js/cluster';
import { childClock } from '../child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from './homebridge.ts';
import type { MatterCalls, MatterDevice, MatterReport } from './matter-home.ts';

const [, , storage = '', network = ''] = process.argv;
const DESCRIPTOR = ClusterId(0x1d);
/** OnOff, BridgedDeviceBasicInformation, ElectricalPowerMeasurement, ElectricalEnergyMeasurement, PowerTopology. */
const SHOWN = [0x06, 0x39, 0x90, 0x91, 0x9c].map((id) => ClusterId(id));
/**
 * The controller announces session intervals that are this many times longer than usual. Otherwise Homebridge would
 * resend a message again and again when the test moves its clock forward by a minute.
 */
const RESEND_FACTOR = 100;
/** How long the controller waits before it looks for Homebridge again. Usually it waits longer each time. */
const LOOK_AGAIN = Seconds(1);

const environment = Environment.default;
environment.vars.set('storage.path', `${storage}/controller`);
environment.vars.set('mdns.networkInterface', network);
Logger.level = LogLevel.FATAL;

let homebridge: Homebridge;
/** How far the clocks of all starts so far were moved forward in all. The clock of the next start is ahead by as much. */
let aheadMs = 0;
let bridge: MatterBridge | undefined;
/** How many lines of the log were sent to the test. */
let linesSent = 0;
const reports: MatterReport[] = [];

const calls: MatterCalls = {
  async start(config, block, imports = []) {
    const plan = { config, storage, bridge: { bind: [network], ...block } };
    // The clock of a child bridge cannot be steered.
    const clock = childClock({ isSteered: true, aheadMs, imports });
    homebridge = await startHomebridge('_bridge' in config ? plan : { ...plan, clock });
    linesSent = 0;
    await bridge?.subscribed();
  },
  async stop() {
    await homebridge.stop();
    await bridge?.lose();

    aheadMs += homebridge.clock.aheadMs;
  },
  async advance(ms) {
    await homebridge.clock.stop();
    await homebridge.clock.advance(ms);
    await homebridge.clock.run();
  },
  log: async () => homebridge.log,
  async commission() {
    const controller = new CommissioningController({
      environment: { environment, id: 'controller' },
      autoConnect: false,
      adminFabricLabel: 'Test',
    });
    await controller.start();
    const { idleInterval, activeInterval } = SessionIntervals.defaults;
    controller.node.env.get(SessionManager).sessionParameters = {
      idleInterval: Millis(RESEND_FACTOR * idleInterval),
      activeInterval: Millis(RESEND_FACTOR * activeInterval),
    };
    controller.node.env.get(PeerSet).timing = {
      maxDelayBetweenInitialContactRetries: LOOK_AGAIN,
      delayAfterNetworkError: LOOK_AGAIN,
      delayAfterPeerError: LOOK_AGAIN,
      delayAfterUnhandledError: LOOK_AGAIN,
    };
    bridge = new MatterBridge(controller.node, controller.fabric.addressOf(await added(controller)));
    await bridge.subscribe();
  },
  devices: () => bridgeOf().devices(),
  clusters: () => bridgeOf().clusters(),
  reports: async () => reports.splice(0),
};

/**
 * A commissioned bridge. Reads bypass the library's cache: that stays wrong after an accessory was reported before the
 * list that names it, or in two reports at once.
 */
class MatterBridge {
  readonly #interaction: ClientInteraction;
  readonly #sessions: SessionManager;
  readonly #address: PeerAddress;
  #subscription: SustainedSubscription | undefined;

  constructor(controller: ServerNode, address: PeerAddress) {
    const peer = controller.peers.get(address);
    if (!peer) throw new Error('not commissioned');
    const { exchangeProvider } = controller.env.get(PeerSet).for(address);
    const sustainRetries = { initialInterval: LOOK_AGAIN, maximumInterval: LOOK_AGAIN };
    this.#interaction = new ClientInteraction({ environment: peer.env, exchangeProvider, sustainRetries });
    this.#sessions = controller.env.get(SessionManager);
    this.#address = address;
  }

  /** Subscribes for good: the library subscribes again by itself whenever Homebridge was away. */
  async subscribe(): Promise<void> {
    const subscription = await this.#interaction.subscribe({
      ...Subscribe({ attributes: [{}], minIntervalFloor: Millis(0) }),
      sustain: true,
      updated: async (data) => {
        for (const { path, value } of await attributesIn(data)) {
          reports.push({ endpoint: path.endpointId, attribute: path.attributeName, value: plain(value) });
        }
      },
    });
    if (!(subscription instanceof SustainedSubscription)) throw new Error('not a lasting subscription');
    this.#subscription = subscription;
    await this.subscribed();
  }

  /** Resolves when the subscription is established, and all attributes were reported once. */
  async subscribed(): Promise<void> {
    await this.#subscription?.active;
    reports.length = 0;
  }

  /**
   * To be called when Homebridge has ended. The controller would notice it by a timeout of many minutes; now it notices it
   * at once.
   */
  async lose(): Promise<void> {
    await this.#sessions.handlePeerShutdown(this.#address);
    this.#interaction.subscriptions.closeForPeer(this.#address);
    await this.#subscription?.inactive;
  }

  async devices(): Promise<readonly MatterDevice[]> {
    const attributes = [DESCRIPTOR, ...SHOWN].map((clusterId) => ({ clusterId }));
    const read = await attributesIn(this.#interaction.read(Read({ attributes })));
    const endpoints = new Set(read.filter(({ path }) => path.clusterId === 0x39).map(({ path }) => path.endpointId));
    return Array.from(endpoints, (endpoint): MatterDevice => {
      const own = read.filter(({ path }) => path.endpointId === endpoint);
      const types = own.find(({ path }) => path.attributeName === 'deviceTypeList')?.value as { deviceType: number }[];
      return {
        endpoint,
        deviceTypes: types.map(({ deviceType }) => deviceType),
        topology: plain(featuresOf(own, 0x9c)) as MatterDevice['topology'],
        attributes: Object.fromEntries(
          own
            .filter(({ path }) => path.clusterId !== DESCRIPTOR)
            .map(({ path, value }) => [path.attributeName, plain(value)]),
        ),
      };
    });
  }

  async clusters(): ReturnType<MatterCalls['clusters']> {
    const read = await attributesIn(this.#interaction.read(Read({ attributes: [{ clusterId: DESCRIPTOR }] })));
    return Object.fromEntries(
      read
        .filter(({ path }) => path.attributeName === 'serverList')
        .map(({ path, value }) => [path.endpointId, value as number[]]),
    );
  }
}

type Attribute = ReadResult.AttributeValue & { readonly path: { readonly attributeName: string } };

/** The features that a cluster of an endpoint says it has. */
function featuresOf(attributes: readonly Attribute[], cluster: number): unknown {
  return attributes.find(({ path }) => path.clusterId === cluster && path.attributeName === 'featureMap')?.value;
}

async function attributesIn(data: ReadResult) {
  const attributes: Attribute[] = [];
  for await (const chunk of data) {
    for await (const report of chunk) {
      if (report.kind === 'attr-value') attributes.push(named(report));
    }
  }
  return attributes;
}

/** The names of the attributes that were read, by the numbers of cluster and attribute. */
const names = new Map<string, string>();

/** The library searches its whole model for a name, so each is asked for once. */
function named(report: ReadResult.AttributeValue): Attribute {
  const numbers = `${report.path.clusterId}/${report.path.attributeId}`;
  const attributeName = names.get(numbers) ?? toDecodedAttributeReportValue(report).path.attributeName;
  names.set(numbers, attributeName);
  return { ...report, path: { ...report.path, attributeName } };
}

function bridgeOf(): MatterBridge {
  if (!bridge) throw new Error('not commissioned');
  return bridge;
}

async function added(controller: CommissioningController): Promise<NodeId> {
  const line = await homebridge.waitForLog(/Manual Pairing Code: /);
  // A child bridge prints the code before it can be discovered, and a controller that searches too early waits long
  // before the next try.
  await homebridge.waitForLog(/\[Matter\/Node\] \w+ is online/);
  const { passcode, shortDiscriminator = 0 } = ManualPairingCodeCodec.decode(line.split(': ')[1] ?? '');
  const discovery = { identifierData: { shortDiscriminator } };
  return controller.commissionNode(
    { commissioning: {}, discovery, passcode },
    { connectNodeAfterCommissioning: false },
  );
}

/** The lines of Homebridge's log since the last answer. */
function said(): readonly string[] {
  const lines = homebridge?.log.slice(linesSent) ?? [];
  linesSent += lines.length;
  return lines;
}

/** The value in a form that IPC can send. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_, one) => (typeof one === 'bigint' ? Number(one) : one)));
}

process.on('message', async ({ name, given }: { name: keyof MatterCalls; given: readonly never[] }) => {
  // The test may have ended meanwhile.
  const answer = (message: object) => process.send?.({ ...message, said: said() }, undefined, undefined, () => {});
  try {
    const call = calls[name] as (...given: readonly unknown[]) => Promise<unknown>;
    answer({ value: await call(...given) });
  } catch (error) {
    answer({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.on('disconnect', async () => {
  await homebridge?.kill();
  process.exit();
});

// A process in a network of its own: Homebridge with Matter, and a controller beside it. The test calls what is below
// over IPC, and ends it by closing the channel.
import { Environment, Logger, LogLevel, Millis } from '@matter/main';
import { NetworkClient } from '@matter/main/node';
import { ClientInteraction, PeerSet, Read, SessionIntervals, SessionManager } from '@matter/main/protocol';
import { ClusterId, ManualPairingCodeCodec, type NodeId, StatusResponseError } from '@matter/main/types';
import { CommissioningController } from '@project-chip/matter.js';
import { toDecodedAttributeReportValue } from '@project-chip/matter.js/cluster';
import type { PairedNode } from '@project-chip/matter.js/device';
import { type ChildClock, childClock } from './clock.ts';
import { type Homebridge, startHomebridge } from './homebridge.ts';
import type { MatterCalls, MatterDevice, MatterReport } from './matter.ts';

const [, , storage = '', network = ''] = process.argv;
const DESCRIPTOR = ClusterId(0x1d);
/** OnOff, BridgedDeviceBasicInformation, ElectricalPowerMeasurement, ElectricalEnergyMeasurement. */
const SHOWN = [0x06, 0x39, 0x90, 0x91].map((id) => ClusterId(id));
/**
 * How many times longer than usual Homebridge is asked to wait before it sends again what nobody has answered: no more
 * than once where its clock is set on by a minute.
 */
const PATIENCE = 100;

const environment = Environment.default;
environment.vars.set('storage.path', `${storage}/controller`);
environment.vars.set('mdns.networkInterface', network);
Logger.level = LogLevel.FATAL;

let homebridge: Homebridge;
let controller: CommissioningController | undefined;
let node: PairedNode | undefined;
const reports: MatterReport[] = [];

const calls: MatterCalls = {
  async start(config, bridge) {
    const plan = { config, storage, bridge: { bind: [network], ...bridge } };
    // The clock of a child bridge is out of reach.
    homebridge = await startHomebridge('_bridge' in config ? plan : { ...plan, clock: steeredClock() });
    if (node) await connect(node);
  },
  async stop() {
    // It would find out in its own time that Homebridge has gone and come back, and take longer each time.
    if (node) await controller?.disconnectNode(node.nodeId, true);
    await homebridge.stop();
  },
  async advance(ms) {
    await homebridge.clock.stop();
    await homebridge.clock.advance(ms);
    await homebridge.clock.run();
  },
  log: async () => homebridge.log,
  async commission() {
    controller = new CommissioningController({
      environment: { environment, id: 'controller' },
      autoConnect: false,
      adminFabricLabel: 'Test',
    });
    await controller.start();
    const { idleInterval, activeInterval } = SessionIntervals.defaults;
    controller.node.env.get(SessionManager).sessionParameters = {
      idleInterval: Millis(PATIENCE * idleInterval),
      activeInterval: Millis(PATIENCE * activeInterval),
    };
    node = await controller.getNode(await added(controller));
    node.events.attributeChanged.on(({ path: { endpointId, attributeName }, value }) => {
      reports.push({ endpoint: endpointId, attribute: attributeName, value: plain(value) });
    });
    await connect(node);
  },
  devices,
  reports: async () => reports.splice(0),
  async invoke(endpoint, command) {
    try {
      await nodeOf().node.endpoints.for(endpoint).commandsOf('onOff')[command]?.(undefined);
      return 'done';
    } catch (error) {
      if (error instanceof StatusResponseError) return error.message;
      throw error;
    }
  },
};

/** The channel by which it is steered does not keep a Homebridge alive that is to end. */
function steeredClock(): ChildClock {
  const clock = childClock({ isSteered: true });
  const unref = `data:text/javascript,${encodeURIComponent('process.channel.unref()')}`;
  return { ...clock, env: { ...clock.env, NODE_OPTIONS: `${clock.env.NODE_OPTIONS} --import=${unref}` } };
}

/** Resolves when the subscription stands, and has brought all that there is. */
async function connect(paired: PairedNode): Promise<void> {
  const subscribed = new Promise<void>((resolve) => {
    paired.node.eventsOf(NetworkClient).subscriptionStatusChanged.on((isActive) => {
      if (isActive) resolve();
    });
  });
  paired.connect();
  if (!paired.node.act((agent) => agent.get(NetworkClient).subscriptionActive)) await subscribed;
}

/**
 * Reads past the memory of the controller, into which the subscription writes: an accessory that came by both at once
 * would be there twice.
 */
async function devices(): Promise<readonly MatterDevice[]> {
  const { node } = nodeOf();
  const address = node.state.commissioning.peerAddress;
  if (!address) throw new Error('not commissioned');
  const { exchangeProvider } = node.env.get(PeerSet).for(address);
  const interaction = new ClientInteraction({ environment: node.env, exchangeProvider });
  const read: ReturnType<typeof toDecodedAttributeReportValue>[] = [];
  const request = Read({ attributes: [DESCRIPTOR, ...SHOWN].map((clusterId) => ({ clusterId })) });
  for await (const chunk of interaction.read(request)) {
    for await (const report of chunk)
      if (report.kind === 'attr-value') read.push(toDecodedAttributeReportValue(report));
  }
  const endpoints = new Set(read.filter(({ path }) => path.clusterId === 0x39).map(({ path }) => path.endpointId));
  return Array.from(endpoints, (endpoint): MatterDevice => {
    const own = read.filter(({ path }) => path.endpointId === endpoint);
    const types = own.find(({ path }) => path.attributeName === 'deviceTypeList')?.value as { deviceType: number }[];
    return {
      endpoint,
      deviceTypes: types.map(({ deviceType }) => deviceType),
      attributes: Object.fromEntries(
        own
          .filter(({ path }) => path.clusterId !== DESCRIPTOR)
          .map(({ path, value }) => [path.attributeName, plain(value)]),
      ),
    };
  });
}

function nodeOf(): PairedNode {
  if (!node) throw new Error('not commissioned');
  return node;
}

async function added(controller: CommissioningController): Promise<NodeId> {
  const line = await homebridge.waitForLog(/Manual Pairing Code: /);
  // A child bridge says it before it can be found, and who looks too early looks again only much later.
  await homebridge.waitForLog(/\[Matter\/Node\] \w+ is online/);
  const { passcode, shortDiscriminator = 0 } = ManualPairingCodeCodec.decode(line.split(': ')[1] ?? '');
  const discovery = { identifierData: { shortDiscriminator } };
  return controller.commissionNode(
    { commissioning: {}, discovery, passcode },
    { connectNodeAfterCommissioning: false },
  );
}

/** What IPC can carry. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_, one) => (typeof one === 'bigint' ? Number(one) : one)));
}

process.on('message', async ({ name, given }: { name: keyof MatterCalls; given: readonly never[] }) => {
  // A test that has ended meanwhile wants no answer.
  const answer = (message: object) => process.send?.(message, undefined, undefined, () => {});
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

import type { Reading, TicMode } from '../reading.ts';
import { createConfirmedValue } from './confirmed-value.ts';
import { createMeterMessages, type MeterMessagesMemory } from './meter-messages.ts';
import type { UndatedNews } from './news.ts';

export interface ContractChangesMemory extends MeterMessagesMemory {
  /** OPTARIF or NGTF, and the mode whose word it is. */
  readonly contract?: string;
  readonly mode?: TicMode;
  readonly subscribedVA?: number;
}

/** Notices another contract, another subscribed power, and messages of the meter. */
export interface ContractChanges {
  /** Goes on with a reading. Gives what is new. */
  take(reading: Reading, atMs: number): readonly UndatedNews[];
  /** The same object as long as nothing has changed. */
  readonly memory: ContractChangesMemory;
}

const NONE: readonly UndatedNews[] = [];

/**
 * A change is believed when three readings in a row that carry it say the same. The first values are no news. The two modes name
 * the same contract in other words, so a contract that changes together with the mode is not noticed.
 */
export function createContractChanges(remembered: ContractChangesMemory = {}): ContractChanges {
  const contract = createContract(remembered);
  const subscribed = createConfirmedValue(remembered.subscribedVA);
  const messages = createMeterMessages(remembered);
  let memory = joined();

  function joined(): ContractChangesMemory {
    const { value: subscribedVA } = subscribed;
    return { ...contract.memory, ...(subscribedVA !== undefined && { subscribedVA }), ...messages.memory };
  }

  return {
    get memory() {
      return memory;
    },
    take(reading, atMs) {
      const before = { contract: contract.memory, subscribedVA: subscribed.value, messages: messages.memory };
      const isOtherContract = contract.take(reading);
      const isOtherPower = subscribed.take(reading.subscribedVA);
      const told = messages.take(reading, atMs);
      if (!isOtherContract && !isOtherPower && messages.memory === before.messages) return NONE;
      memory = joined();
      return [
        ...(isOtherContract ? newContract(before.contract, contract.memory) : NONE),
        ...(isOtherPower ? newPower(before.subscribedVA, subscribed.value) : NONE),
        ...told.map((text) => ({ kind: 'message', text }) as const),
      ];
    },
  };
}

type NamedContract = Pick<ContractChangesMemory, 'contract' | 'mode'>;

function newContract(before: NamedContract, now: NamedContract): readonly UndatedNews[] {
  if (before.contract === undefined || now.contract === undefined || before.mode !== now.mode) return NONE;
  return [{ kind: 'contract', before: before.contract, contract: now.contract }];
}

function newPower(beforeVA: number | undefined, subscribedVA: number | undefined): readonly UndatedNews[] {
  if (beforeVA === undefined || subscribedVA === undefined) return NONE;
  return [{ kind: 'subscribed', beforeVA, subscribedVA }];
}

/** The name of the contract together with its mode. */
function createContract({ contract, mode }: NamedContract) {
  const isKnown = contract !== undefined && mode !== undefined;
  const named = createConfirmedValue<string>(isKnown ? `${mode} ${contract}` : undefined);
  let memory: NamedContract = isKnown ? { contract, mode } : {};
  let last:
    | { readonly text: string | undefined; readonly mode: TicMode; readonly name: string | undefined }
    | undefined;

  return {
    get memory() {
      return memory;
    },
    take({ contract: text, frame }: Pick<Reading, 'contract' | 'frame'>): boolean {
      if (last === undefined || text !== last.text || frame.mode !== last.mode) {
        last = { text, mode: frame.mode, name: text && `${frame.mode} ${contractIn(text)}` };
      }
      if (!named.take(last.name) || text === undefined) return false;
      memory = { contract: contractIn(text), mode: frame.mode };
      return true;
    },
  };
}

/** The last character of Tempo's `BBRx` tells how the meter steers a heating (02E §5.3), and is no part of the contract. */
function contractIn(text: string): string {
  return text.replace(/^BBR.$/, 'BBR').replace(/\s+/g, ' ');
}

import type { MeterStatus, Status } from '../../../src/status/status.ts';
import type { StatusAnswer } from '../../../src/ui/protocol.ts';

/** A meter in the form that the views know. */
export type ShownMeter = Omit<MeterStatus, 'port'> & {
  /** Absent on the house's page. */
  readonly port?: string;
  /** Whether the settings have prices for the meter. Only set on the house's page. */
  readonly isPriced?: boolean;
};

export interface ShownStatus extends Omit<StatusAnswer, 'status'> {
  /** Absent if the plugin does not run, or does not answer. */
  readonly status?: Pick<Status, 'version' | 'mirror'> & { readonly meters: readonly ShownMeter[] };
}

import { RequestError } from '@homebridge/plugin-ui-utils';

/** A request that comes to nothing, and why, in words of the user. */
export function refusal(says: string): RequestError {
  return new RequestError(says, {});
}

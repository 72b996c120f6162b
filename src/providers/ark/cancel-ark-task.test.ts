import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import { openDesk, refusal, TASK_ID } from './testing/ark-desk.js';

afterEach(closeLoopbacks);

/** A task that is in these states, one after the other as it is asked for; the last stays. `gone`: off the record. */
async function cancelled(
  states: readonly string[],
  deleteStatus = 200,
): Promise<{ outcome: string; methods: string[] }> {
  const left = [...states];
  const { provider, seen } = await openDesk(({ method }, response) => {
    if (method === 'DELETE') return deleteStatus === 200 ? {} : refusal(response, deleteStatus, 'InvalidAction');
    const status = left.length > 1 ? left.shift() : left[0];
    return status === 'gone' ? refusal(response, 404, 'ResourceNotFound') : { id: TASK_ID, status };
  });
  return { outcome: await provider.cancel(TASK_ID), methods: seen.map(({ method }) => method) };
}

describe('a cancel at Ark', () => {
  it.each([
    ['confirmed', ['queued', 'cancelled'], 200],
    ['too_late', ['queued', 'running'], 409],
    ['too_late', ['queued', 'running'], 400],
    ['uncertain', ['queued', 'gone'], 200],
    ['uncertain', ['queued', 'queued'], 500],
  ])('is %s for a task that is %j, DELETE answered with %i', async (outcome, states, deleteStatus) => {
    expect(await cancelled(states, deleteStatus)).toEqual({ outcome, methods: ['GET', 'DELETE', 'GET'] });
  });

  it.each([
    ['too_late', 'running'],
    ['too_late', 'succeeded'],
    ['confirmed', 'failed'],
    ['confirmed', 'expired'],
    ['confirmed', 'cancelled'],
    ['uncertain', 'polishing'],
    ['uncertain', 'gone'],
  ])('is %s for a task that is %s, and takes nothing off the record', async (outcome, state) => {
    expect(await cancelled([state])).toEqual({ outcome, methods: ['GET'] });
  });

  it('is uncertain when Ark cannot be asked', async () => {
    const { provider } = await openDesk((_request, response) => void response.destroy());
    expect(await provider.cancel(TASK_ID)).toBe('uncertain');
    expect(await (await openDesk(() => ({}), { apiKey: '' })).provider.cancel(TASK_ID)).toBe('uncertain');
  });
});

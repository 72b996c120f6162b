import { describe, expect, it } from 'vitest';
import { taskSchema, type RunwayTask } from './replies.js';
import { isProofOfNoTask, toCancelledFailure, toRefusedFailure, toTaskFailure } from './to-failure.js';

function failed(failureCode: string | undefined, credits?: number): RunwayTask {
  const cost = credits === undefined ? {} : { cost: { credits } };
  return taskSchema.parse({ id: 't', status: 'FAILED', failure: 'It did not work.', failureCode, ...cost });
}

describe('a task that Runway ended', () => {
  it('by moderation is charged, unless it says otherwise', () => {
    for (const code of ['SAFETY.INPUT.TEXT', 'SAFETY.OUTPUT.VIDEO', 'INPUT_PREPROCESSING.SAFETY.TEXT']) {
      expect(toTaskFailure(failed(code))).toMatchObject({ class: 'moderated', charged: 'yes', retry: 'never' });
    }
    expect(toTaskFailure(failed('SAFETY.INPUT.TEXT', 0))).toMatchObject({ class: 'moderated', charged: 'no' });
  });

  it('for the still’s sake names it', () => {
    expect(toTaskFailure(failed('ASSET.INVALID', 0))).toMatchObject({ class: 'bad_input', field: 'first_frame_url' });
  });

  it('by a fault costs what it says, and a retry pays where nobody knows', () => {
    for (const code of ['INTERNAL.BAD_OUTPUT.CODE01', 'INPUT_PREPROCESSING.INTERNAL', 'THIRD_PARTY.UNAVAILABLE']) {
      expect(toTaskFailure(failed(code, 0))).toMatchObject({ class: 'provider', charged: 'no', retry: 'free' });
      expect(toTaskFailure(failed(code))).toMatchObject({ charged: 'unknown', retry: 'pays_again' });
    }
    expect(toTaskFailure(failed(undefined, 60))).toMatchObject({ charged: 'yes', retry: 'pays_again' });
    expect(toTaskFailure(failed(undefined)).say).toContain('no reason given');
  });

  it('by a cancel costs what it says', () => {
    expect(toCancelledFailure(failed(undefined, 0))).toMatchObject({
      class: 'cancelled',
      charged: 'no',
      retry: 'free',
    });
    expect(toCancelledFailure(failed(undefined))).toMatchObject({ charged: 'unknown', retry: 'pays_again' });
  });
});

describe('a refusal by Runway', () => {
  it('names the variable, or our field', () => {
    expect(toRefusedFailure(401, { error: 'key_abc is bad', issues: undefined }).say).toContain('RUNWAYML_API_SECRET');
    expect(toRefusedFailure(401, { error: 'key_abc is bad', issues: undefined }).say).not.toContain('key_abc');
    const issues = [{ path: ['promptImage', 0, 'uri'], message: 'no HEAD' }];
    const failure = toRefusedFailure(400, { error: 'Validation of body failed', issues });
    expect(failure).toMatchObject({ class: 'bad_input', field: 'first_frame_url', charged: 'no', retry: 'never' });
    expect(failure.say).toContain('Validation of body failed; promptImage.0.uri no HEAD');
    expect(failure.say).toContain('credits');
  });

  it('passes by itself only where there was too much', () => {
    expect(toRefusedFailure(429, undefined).retry).toBe('free');
    expect(toRefusedFailure(404, undefined).retry).toBe('never');
  });

  it('is proof that there is no task, and a page of somebody else’s is none', () => {
    for (const status of [401, 403, 404, 413, 429]) expect(isProofOfNoTask(status, undefined)).toBe(true);
    expect(isProofOfNoTask(400, { error: 'no', issues: undefined })).toBe(true);
    expect(isProofOfNoTask(400, undefined)).toBe(false);
    for (const status of [200, 405, 409, 502, 503, 504]) {
      expect(isProofOfNoTask(status, { error: 'no', issues: undefined })).toBe(false);
    }
  });
});

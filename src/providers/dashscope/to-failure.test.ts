import { describe, expect, it } from 'vitest';
import { isProofOfNoTask, toLostFailure, toRefusedFailure, toTaskFailure } from './to-failure.js';

const BEIJING = 'https://dashscope.aliyuncs.com';

function refused(status: number, code?: string, message = 'no'): ReturnType<typeof toRefusedFailure> {
  return toRefusedFailure({ status, refusal: code === undefined ? undefined : { code, message }, baseUrl: BEIJING });
}

describe('a refusal by DashScope', () => {
  it('of the key names both variables and the region, and does not repeat what was said of the key', () => {
    const failure = refused(401, 'InvalidApiKey', 'Invalid API-key provided: sk-12345');
    expect(failure).toMatchObject({ class: 'provider', charged: 'no', retry: 'never' });
    expect(failure.say).toMatch(/DASHSCOPE_API_KEY.*DASHSCOPE_BASE_URL names \(Beijing\)/);
    expect(failure.say).not.toContain('sk-12345');
    expect(refused(401).say).toContain('DASHSCOPE_API_KEY');
  });

  it('for want of balance, of the model, of the region: says which', () => {
    expect(refused(400, 'Arrearage').say).toContain('no balance');
    expect(refused(403, 'AccessDenied.Unpurchased').say).toContain('Activate the model');
    expect(refused(404, 'ModelNotFound').say).toContain('region');
    expect(refused(403, 'AllocationQuota.FreeTierOnly').say).toContain('free quota');
    expect(refused(404, 'BadRequest.ResourceNotExist').say).toContain('region');
    expect(refused(413, 'BadRequest.TooLarge').say).toContain('FIRSTFRAME_PUBLIC_URL');
  });

  it('by moderation is one, however its code begins', () => {
    for (const code of ['DataInspectionFailed', 'InvalidParameter.DataInspection', 'IPInfringementSuspect']) {
      expect(refused(400, code)).toMatchObject({ class: 'moderated', charged: 'no', retry: 'never' });
      expect(toTaskFailure({ code, message: undefined }, BEIJING)).toMatchObject({ class: 'moderated', charged: 'no' });
    }
  });

  it('of an unknown code or an unknown status is still a sentence', () => {
    expect(refused(400, 'NewThing', 'it is new')).toMatchObject({ class: 'bad_input' });
    expect(refused(400, 'NewThing', 'it is new').say).toContain('(400 NewThing): “it is new”.');
  });

  it('passes by itself only where there was too much at once', () => {
    expect(refused(429, 'Throttling.RateQuota').retry).toBe('free');
    expect(refused(429).retry).toBe('free');
    expect(refused(400, 'InvalidParameter').retry).toBe('never');
  });

  it('repeats of a URL its origin only, and no data URI', () => {
    const message = 'cannot read https://a.example/1.jpg?sig=secret or data:image/png;base64,AAAA=';
    const { say } = refused(400, 'InvalidURL', message);
    expect(say).toContain('“cannot read https://a.example or data:…”.');
  });
});

describe('a task that DashScope ended', () => {
  it('by a fault is free, and free to send again', () => {
    for (const code of ['InternalError', 'InternalError.Algo', 'Whatever']) {
      expect(toTaskFailure({ code, message: undefined }, BEIJING)).toMatchObject({ charged: 'no', retry: 'free' });
    }
    expect(toTaskFailure({ code: 'InternalError.Timeout', message: undefined }, BEIJING).class).toBe('timeout');
    expect(toTaskFailure(undefined, BEIJING).say).toContain('no reason given');
  });

  it('and forgot may have been billed', () => {
    expect(toLostFailure(BEIJING)).toMatchObject({ charged: 'unknown', retry: 'pays_again' });
  });
});

describe('proof that there is no task', () => {
  it('is a status that says so, or a refusal in the vendor’s own words', () => {
    for (const status of [401, 403, 404, 413, 429]) expect(isProofOfNoTask(status, undefined)).toBe(true);
    expect(isProofOfNoTask(400, { code: 'InvalidParameter', message: undefined })).toBe(true);
  });

  it('is a code documented as a fault of the request, whatever the status around it', () => {
    for (const code of ['InvalidParameter', 'InvalidURL', 'DataInspectionFailed', 'MissingRequiredParameter']) {
      for (const status of [200, 500]) expect(isProofOfNoTask(status, { code, message: undefined })).toBe(true);
    }
  });

  it('is not a page of somebody else’s, a fault, or any other word under a 200', () => {
    expect(isProofOfNoTask(400, undefined)).toBe(false);
    expect(isProofOfNoTask(400, { code: 'InternalError.Timeout', message: undefined })).toBe(false);
    expect(isProofOfNoTask(408, { code: 'RequestTimeOut', message: undefined })).toBe(false);
    for (const code of ['Surprise', 'Throttling', 'InvalidApiKey', 'Arrearage', 'InternalError']) {
      expect(isProofOfNoTask(200, { code, message: undefined })).toBe(false);
    }
  });
});

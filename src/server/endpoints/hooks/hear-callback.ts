import { z } from 'zod';
import { AppError } from '../../../contract/errors.js';
import { hearCallback } from '../../../tasks/hooks/hear-callback.js';
import { endpoint, type RawCall } from '../../endpoint.js';
import { chunksOf, declaredLength } from '../../reading/read-body.js';
import { plainText } from '../../replies/reply.js';
import { type Refused, refuse, refuseRequest } from '../../replies/refusal.js';

/** A task with its URLs has a few; what is larger is no callback. */
const BODY_MAX_BYTES = 65_536;

/**
 * `POST /hooks/{provider}/{token}`: where vendors call back. The token is looked at before anything else, so that a flood of guesses costs a
 * hash each. What is heard is in the store before it is acknowledged; duplicates are acknowledged as well.
 */
export const hearCallbackEndpoint = endpoint({
  method: 'POST',
  path: '/hooks/{provider}/{token}',
  scope: 'open',
  summary: 'Where a vendor says that a render has changed; each attempt has a URL of its own',
  params: z.object({ provider: z.string(), token: z.string() }),
  body: 'bytes',
  reply: 'text/plain',
  refusals: [401, 404, 413],
  async handle(call) {
    const { room, params, request, requestId } = call;
    const { provider, token } = params;
    const { tasks, onTrouble } = room;
    const attemptId = tasks.hookUrls?.attemptOf(provider, token);
    if (attemptId === undefined) return unknown();
    const body = await readBody(call);
    if ('refusal' in body) return body;
    const callback = { headers: request.headers, body, nowMs: tasks.nowMs() };
    const heard = await hearCallback(tasks, provider, token, callback);
    if (typeof heard === 'object') {
      const { handle, taskId } = heard;
      const message = `${provider} has called about ${handle}, a render of ${taskId}, whose order counts as not made or was given up`;
      const todo = `Look for it at ${provider}; firstframe tasks adopt --route ${provider} fetches what its list shows.`;
      onTrouble?.(new AppError('bad_input', message, { todo }), requestId);
      return plainText('heard', 'text/plain; charset=utf-8');
    }
    switch (heard) {
      case 'heard':
        return plainText('heard', 'text/plain; charset=utf-8');
      case 'unknown':
        return unknown();
      case 'forged': {
        // Nobody but the vendor has this URL: most likely its secret is another than ours, which nothing else would ever tell.
        const message = `A callback of ${provider} for the attempt ${attemptId} is not signed with the secret that is set here, or is none of its`;
        onTrouble?.(
          new AppError('bad_input', message, { todo: `Compare the webhook secret of ${provider}.` }),
          requestId,
        );
        return refuse(401, 'this is not signed', { headers: { 'www-authenticate': 'Signature' } });
      }
    }
  },
});

function unknown(): Refused {
  return refuse(404, 'there is nothing under this path');
}

async function readBody(call: Pick<RawCall, 'request' | 'incoming'>): Promise<Uint8Array | Refused> {
  const tooLarge = (): Refused => refuse(413, `a callback has ${BODY_MAX_BYTES} bytes at most`);
  if ((declaredLength(call.request) ?? 0) > BODY_MAX_BYTES) return tooLarge();
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of chunksOf(call)) {
      total += chunk.byteLength;
      if (total > BODY_MAX_BYTES) return tooLarge();
      chunks.push(chunk);
    }
  } catch {
    return refuseRequest('the body ended before it was whole; send it again');
  }
  return Buffer.concat(chunks);
}

import { NetError, type NetErrorFacts } from './net-error.js';

/**
 * Codes of Node's and of the system's by which a connection that stood has ended (nodejs.org/api/errors.html). Its TLS stood, too: an
 * alert, or bytes that somebody on the way put in, say nothing of what another connection would bring.
 */
const CONNECTION_ENDED =
  /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|ENETRESET|ERR_SSL_.*|ERR_STREAM_PREMATURE_CLOSE|HPE_INVALID_EOF_STATE)$/;
/** The answer was let go of while somebody read it. */
const LET_GO = /^ABORT_ERR$/;
/** Requests that were not well formed: a fault of ours, found before they were sent. */
const BAD_REQUEST =
  /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE|UNESCAPED_CHARACTERS|HTTP_CONTENT_LENGTH_MISMATCH)$/;

/** Puts an error of Node's client, of a decoder or of the system into a {@link NetError}; one that is one already is passed on. */
export function explainFailure(error: unknown, call: { readonly origin: string; readonly sent: boolean }): NetError {
  if (error instanceof NetError) return error;
  const { origin, sent } = call;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const inBrackets = code === '' ? '' : ` (${code})`;
  const facts: Pick<NetErrorFacts, 'sent' | 'origin' | 'cause'> = {
    sent,
    origin,
    // A parser keeps the bytes that it could not read in its error: they must not travel on.
    ...(code.startsWith('HPE_') ? {} : { cause: error }),
  };
  if (CONNECTION_ENDED.test(code)) {
    const todo = 'Try again; if it stays so, look at the log of that server.';
    return new NetError(`${origin} closed the connection before its answer was complete${inBrackets}`, {
      ...facts,
      reason: 'closed',
      retryable: true,
      todo,
    });
  }
  if (LET_GO.test(code)) {
    const todo = 'Nothing needs to be done.';
    return new NetError(`The call to ${origin} was stopped`, { ...facts, reason: 'aborted', retryable: false, todo });
  }
  const fault = BAD_REQUEST.test(code)
    ? { message: `The request to ${origin} is not well formed`, todo: 'Look at its headers and its length.' }
    : { message: `The answer of ${origin} cannot be read`, todo: 'Check that an HTTP/1.1 server is at this URL.' };
  return new NetError(fault.message + inBrackets, { ...facts, reason: 'protocol', retryable: false, todo: fault.todo });
}

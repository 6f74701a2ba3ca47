import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';

/** An error of sn_ws_err carries the status and the detail of the answer. */
const statuses = {
  BadRequestError: 400,
  NotFoundError: 404,
  NotAcceptableError: 406,
  ConflictError: 409,
  UnsupportedMediaTypeError: 415,
} as const;

export interface ServiceFault {
  readonly status: number;
  readonly message: string;
  readonly detail: string;
}

/** `new sn_ws_err.NotFoundError('…')`, `new sn_ws_err.ServiceError()` with setStatus, setMessage, setDetail. */
export function createServiceErrors(kit: GlideKit): Readonly<Record<string, unknown>> {
  const make = (status: number) =>
    function construct(message?: unknown): Error {
      const error = kit.scope.error(textFrom(message));
      const fault = { status, message: textFrom(message), detail: '' };
      return Object.assign(error, {
        serviceFault: fault,
        setStatus: (value: unknown) => void (fault.status = Number(value)),
        setMessage: (value: unknown) => void (fault.message = textFrom(value)),
        setDetail: (value: unknown) => void (fault.detail = textFrom(value)),
      });
    };
  const errors = Object.entries(statuses).map(([name, status]) => [name, make(status)] as const);
  return Object.fromEntries([...errors, ['ServiceError', make(500)] as const]);
}

export function faultOf(error: unknown): ServiceFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const fault: unknown = Reflect.get(error, 'serviceFault');
  if (typeof fault !== 'object' || fault === null) return undefined;
  return {
    status: Number(Reflect.get(fault, 'status')),
    message: textFrom(Reflect.get(fault, 'message')),
    detail: textFrom(Reflect.get(fault, 'detail')),
  };
}

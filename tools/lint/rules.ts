import { constantLogMessage } from './constant-log-message.ts';
import { noOwnMocks } from './no-own-mocks.ts';
import { noPlainError } from './no-plain-error.ts';

export default {
  meta: { name: 'relay' },
  rules: {
    'constant-log-message': constantLogMessage,
    'no-own-mocks': noOwnMocks,
    'no-plain-error': noPlainError,
  },
};

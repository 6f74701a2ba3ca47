import { constantLogMessage } from './constant-log-message.ts';
import { noOwnMocks } from './no-own-mocks.ts';
import { noPlainError } from './no-plain-error.ts';
import { noTimerInTest } from './no-timer-in-test.ts';
import { reasonedSuppression } from './reasoned-suppression.ts';
import { schemaNaming } from './schema-naming.ts';

export default {
  meta: { name: 'relay' },
  rules: {
    'constant-log-message': constantLogMessage,
    'no-own-mocks': noOwnMocks,
    'no-plain-error': noPlainError,
    'no-timer-in-test': noTimerInTest,
    'reasoned-suppression': reasonedSuppression,
    'schema-naming': schemaNaming,
  },
};

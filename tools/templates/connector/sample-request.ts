import { bearerRequest } from '../../../relay/src/connector-kit/sample-request.ts';

export const sampleRequest = bearerRequest((authorization) => authorization);

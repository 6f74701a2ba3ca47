import { bearerRequest } from '../../connector-kit/sample-request.ts';

export const sampleRequest = bearerRequest((authorization) => ({ authorization }));

import { describe, expect, it } from 'vitest';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { createDashscopeProvider } from './dashscope-provider.js';

describe('DashScope’s regions', () => {
  it.each([
    ['https://dashscope.aliyuncs.com', 'cn'],
    ['https://dashscope.aliyuncs.com/api/v1/', 'cn'],
    ['https://ws-1.cn-beijing.maas.aliyuncs.com', 'cn'],
    ['https://dashscope-intl.aliyuncs.com', undefined],
    ['https://ws-1.ap-southeast-1.maas.aliyuncs.com', undefined],
    ['https://dashscope.aliyuncs.com.gateway.example', undefined],
  ])('are told by the host of %s: %s', (baseUrl, region) => {
    const access = { baseUrl, apiKey: 'sk-0123456789', fetch: createGuardedFetch(), nowMs: () => 0 };
    expect(createDashscopeProvider(access).region).toBe(region);
  });
});

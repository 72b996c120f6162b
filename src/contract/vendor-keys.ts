/** A key at a vendor, and where its API is. */
export interface VendorKey {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Renders under way at once that the key is good for; absent: what is known of the vendor. */
  readonly rendersAtOnce?: number;
}

/** The keys that are set, by provider. */
export interface VendorKeys {
  readonly hiapi?: VendorKey & { readonly webhookSecret?: string };
  readonly ark?: VendorKey;
  readonly dashscope?: VendorKey;
  readonly runway?: VendorKey;
}

/** Where the vendors' APIs are unless another place is named. */
export const VENDOR_BASE_URLS = {
  hiapi: 'https://api.hiapi.ai',
  ark: 'https://ark.ap-southeast.bytepluses.com/api/v3',
  dashscope: 'https://dashscope-intl.aliyuncs.com',
  runway: 'https://api.dev.runwayml.com',
} as const;

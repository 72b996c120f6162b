import { z } from 'zod';
import { looseNumber, looseText, looseWebUrl } from '../calling/loose-values.js';

/** Text, or a number in its place. */
const textSchema = z.union([z.string(), z.number().transform(String)]);

/** What a create is answered with: the task's id is all that counts. */
export const createdSchema = z.object({ output: z.object({ task_id: textSchema.pipe(z.string().min(1)) }) });

/** What says that something was refused, with any status: `{code, message}` at the top. */
export const refusalSchema = z.object({ code: textSchema.pipe(z.string().min(1)), message: looseText });

/** {@link refusalSchema} */
export type Refusal = z.infer<typeof refusalSchema>;

/** A task as it is asked for. An absent status is one that is not known. */
export const taskSchema = z.object({
  request_id: looseText,
  output: z.object({
    task_status: looseText,
    video_url: looseWebUrl,
    orig_prompt: looseText,
    actual_prompt: looseText,
    code: looseText,
    message: looseText,
  }),
  usage: z
    .object({ duration: looseNumber, output_video_duration: looseNumber, SR: looseNumber, fps: looseNumber })
    .optional()
    .catch(undefined),
});

/** {@link taskSchema} */
export type DashscopeTask = z.infer<typeof taskSchema>;

/** One page of the account's tasks (alibabacloud.com/help, Model Studio, manage-asynchronous-tasks; read 2026-11-22). */
export const pageSchema = z.object({
  data: z.array(
    z.object({
      task_id: textSchema,
      gmt_create: looseNumber,
      model_name: looseText,
      status: looseText,
      user_api_unique_key: looseText,
    }),
  ),
  total_page: looseNumber,
  total: looseNumber,
});

/** Leave to put a file into the temporary store (alibabacloud.com/help, Model Studio, get-temporary-file-url; read 2026-11-22). */
export const uploadLeaveSchema = z.object({
  data: z.object({
    policy: z.string(),
    signature: z.string(),
    upload_dir: z.string().min(1),
    upload_host: z.url({ protocol: /^https?$/ }),
    oss_access_key_id: z.string(),
    x_oss_object_acl: textSchema,
    x_oss_forbid_overwrite: z.union([textSchema, z.boolean().transform(String)]),
    max_file_size_mb: looseNumber,
  }),
});

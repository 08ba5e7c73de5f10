/** An image of a container: bait for whoever pulls what they find. */
import { z } from 'zod'
import type { Fragment } from './canary.ts'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

export const ecrImage = defineCanary({
  kind: 'ecr_image',
  title: 'ECR image',
  source: 'ecr.amazonaws.com',
  config: z.strictObject({
    name: nameOf(/^[a-z0-9](?:[a-z0-9._/-]{0,254}[a-z0-9])$/, 'the repository; it is made, unless a tag is given'),
    tag: nameOf(/^\w[\w.-]{0,127}$/, 'of an image in a repository that is there').optional(),
    digest: nameOf(/^sha256:[0-9a-f]{64}$/, 'of that image, for pulls by digest').optional(),
  }),
  sees: [
    content('BatchGetImage GetDownloadUrlForLayer ReplicateImage'),
    change('BatchCheckLayerAvailability PutImage BatchDeleteImage SetRepositoryPolicy DeleteRepositoryPolicy'),
    change('PutLifecyclePolicy DeleteLifecyclePolicy PutImageTagMutability PutImageScanningConfiguration'),
    change('InitiateLayerUpload UploadLayerPart CompleteLayerUpload StartImageScan StartLifecyclePolicyPreview'),
    change('TagResource UntagResource DeleteRepository'),
    posture('DescribeImages ListImages DescribeRepositories GetRepositoryPolicy GetLifecyclePolicy'),
    posture('DescribeImageScanFindings ListTagsForResource'),
  ],
  cannotSee: ['A denied pull names the repository alone: for a tag in a repository that others use it is not seen.'],
  benign: ['inspector2.amazonaws.com', 'replication.ecr.amazonaws.com'],
  place: 'Push any image into it, named as your own are. Its name belongs into a manifest or a script that is not run.',
  permissions: ['ecr:CreateRepository', 'ecr:DescribeRepositories', 'ecr:DeleteRepository'],
  resources: ({ name, tag }): Fragment =>
    tag === undefined
      ? {
          Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: name, EmptyOnDelete: true } },
        }
      : {},
  names: ({ name, tag, digest }, deployed) => {
    const arn = arnIn(deployed, 'ecr', `repository/${name}`)
    const repositoryName = [name]
    if (tag === undefined)
      return {
        request: [{ repositoryName }, { repositoryNames: [name] }, { resourceArn: [arn] }],
        arns: [arn],
      }
    const images = [
      { imageTag: [tag] },
      ...['imageIds', 'imageId'].flatMap((ids) => [
        { [`${ids}.imageTag`]: [tag] },
        { [`${ids}.imageDigest`]: [digest] },
      ]),
    ]
    return { request: images.map((image) => ({ repositoryName, ...image })) }
  },
  touch: ({ name, tag = 'latest' }) => ({
    ...{ service: 'ecr', command: 'BatchGetImage' },
    input: { RepositoryName: name, ImageIds: [{ imageTag: tag }] },
  }),
  bait: ({ name, tag = 'latest' }, { region, account }) => ({
    IMAGE: `${account}.dkr.ecr.${region}.amazonaws.com/${name}:${tag}`,
  }),
})

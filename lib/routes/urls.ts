// For files that have not been moved to the modules below. Removed with the last of them.
export * from './archive-date.ts';
export * from './document-paths.ts';
export * from './editions.ts';
export * from './image-files.ts';
export * from './page-kinds.ts';
export * from './page-paths.ts';
export * from './route-parameters.ts';
export * from './routes.ts';
export * from './search-address.ts';
export * from './share-image.ts';
export * from './slugs.ts';
export * from './styleguide-paths.ts';

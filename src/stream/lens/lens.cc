#include "stream/lens/lens.h"

namespace rondo::stream {

std::unique_ptr<BlockScan> SegmentTables::NewScan(const Needles&) { return nullptr; }

std::unique_ptr<TemplateView> SegmentTables::NewTemplateView() { return nullptr; }

}  // namespace rondo::stream

// Sets of document ids: CRoaring's compressed bitmap.
#pragma once

#include <roaring/roaring.hh>

namespace trellis::search {

using Bitmap = ::Roaring;

}  // namespace trellis::search

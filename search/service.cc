#include "search/service.h"

namespace trellis::search {

Service& TheService() {
  static Service service;
  return service;
}

}  // namespace trellis::search

from labeling.dicomweb.services.storing import PartResult, destination, store_parts

__all__ = ["PartResult", "destination", "store_parts"]

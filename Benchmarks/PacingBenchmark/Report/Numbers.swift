import Foundation

extension Double {
    /// With so many places after the point, as in `1.003`.
    func text(places: Int) -> String {
        String(format: "%.\(places)f", self)
    }

    /// A mean of counts: `0`, `4.5`, `333`.
    var countText: String {
        let tenths = (self * 10).rounded() / 10
        return tenths == 0 ? "0" : text(places: abs(tenths) < 10 ? 1 : 0)
    }

    /// A large count with its thousands apart: `1,250,000`.
    var groupedText: String {
        var digits = Substring(text(places: 0))
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}

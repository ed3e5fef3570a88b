using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Server.Edge;

/// <summary>What stands in the place of a response while the library writes a call's own into it.</summary>
internal interface ICallResponse : IHttpResponseBodyFeature, IHttpResponseFeature, IHttpResponseTrailersFeature, IHttpResetFeature;
